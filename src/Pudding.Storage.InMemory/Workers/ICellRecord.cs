using Pudding.Instances;
using Pudding.Storage.InMemory.Jobs;

namespace Pudding.Storage.InMemory.Workers;

/// <summary>Whatever may take jobs, or not.</summary>
internal interface ICellRecord
{
    CellKey Key { get; }

    PhaseRecord Phase { get; }

    /// <summary>The jobs that are active on it.</summary>
    IEnumerable<JobRecord> Jobs { get; }

    CellState ToState() => Phase.ToState(Key, Jobs.Count());
}
