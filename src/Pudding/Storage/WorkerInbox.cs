using Pudding.Workers;

namespace Pudding.Storage;

/// <summary>What waits for a worker.</summary>
public sealed record WorkerInbox
{
    /// <summary>Nothing.</summary>
    public static WorkerInbox Empty { get; } = new();

    /// <summary>Jobs that were claimed for it in this session and that it has not acknowledged.</summary>
    public IReadOnlyList<JobAssignment> Assignments { get; init; } = [];

    /// <summary>Jobs claimed for it that it is to stop; one that is among <see cref="Assignments"/> too is not to be started.</summary>
    public IReadOnlyList<LeaseKey> Cancel { get; init; } = [];
}
