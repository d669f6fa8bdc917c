using Pudding.Instances;

namespace Pudding.Storage.InMemory.Workers;

/// <summary>The phase of a cell.</summary>
internal sealed class PhaseRecord
{
    public CellPhase Phase { get; private set; } = CellPhase.Ready;

    public long Epoch { get; private set; }

    public string? Reason { get; private set; }

    public string? Actor { get; private set; }

    public DateTimeOffset? Since { get; private set; }

    public void Set(CellPhase phase, CellCommand command, DateTimeOffset now)
    {
        Epoch++;
        (Phase, Reason, Actor, Since) = (phase, command.Reason, command.Actor, now);
    }

    public CellState ToState(CellKey key, int active) => new()
    {
        Key = key,
        Phase = Phase,
        Epoch = Epoch,
        Active = active,
        Reason = Reason,
        Actor = Actor,
        Since = Since,
    };
}
