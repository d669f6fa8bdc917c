namespace Pudding.Jobs;

/// <summary>Jobs that were submitted together, as their store last saw them. A value: it doesn't change.</summary>
public sealed record JobGroup
{
    /// <summary>Names the group.</summary>
    public required JobGroupId Id { get; init; }

    /// <summary>The jobs, in the order of the request.</summary>
    public required IReadOnlyList<Job> Jobs { get; init; }

    /// <summary>When it was enqueued, by the store's clock.</summary>
    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>For people.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the first job that fails for good cancels the others.</summary>
    public bool FailFast { get; init; }

    /// <summary>What the group is the newest word on, if anything.</summary>
    public string? SupersedeKey { get; init; }

    /// <summary>The group whose jobs it runs again; none for a group of its own.</summary>
    public JobGroupId? RerunOf { get; init; }

    /// <summary>The group that has superseded it; the newest of several, when its running jobs outlived the first.</summary>
    public JobGroupId? SupersededBy { get; init; }

    /// <summary>Whether every job is over.</summary>
    public bool IsFinal => Jobs.All(static job => job.State.IsFinal());
}
