using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Tests.Faults.Checks;

/// <summary>One call of the store: why things may have happened.</summary>
internal sealed record Call(CallKind Kind)
{
    public NewJobGroup? Group { get; init; }

    public CancelRequest? Cancel { get; init; }

    public ClaimBatch? Claims { get; init; }

    public SweepRequest Sweep { get; init; }

    public string? WorkerId { get; init; }

    public long Session { get; init; }

    public Heartbeat? Heartbeat { get; init; }

    public CellCommand? Cell { get; init; }

    /// <summary>What the leases that the heartbeat quotes were, before it came.</summary>
    public Dictionary<LeaseKey, bool> WasHeld { get; } = [];
}
