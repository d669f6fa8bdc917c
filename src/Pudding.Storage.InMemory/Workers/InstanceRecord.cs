using Pudding.Instances;
using Pudding.Storage.InMemory.Jobs;

namespace Pudding.Storage.InMemory.Workers;

/// <summary>An instance in memory, with the workers that are nested in it.</summary>
internal sealed class InstanceRecord(string id) : ICellRecord
{
    public CellKey Key { get; } = CellKey.Instance(id);

    public PhaseRecord Phase { get; } = new();

    public HashSet<WorkerRecord> Workers { get; } = [];

    public IEnumerable<JobRecord> Jobs => Workers.SelectMany(static worker => worker.Jobs);
}
