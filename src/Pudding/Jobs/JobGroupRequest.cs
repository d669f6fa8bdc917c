namespace Pudding.Jobs;

/// <summary>Jobs to be enqueued together, for example a build matrix: all of them, or none.</summary>
public sealed record JobGroupRequest
{
    /// <summary>The jobs, at least one. Their order here is their order in the queue.</summary>
    public required IReadOnlyList<JobRequest> Jobs { get; init; }

    /// <summary>For people, for example <c>rails#4711</c>; at most 200 characters.</summary>
    /// <value>None by default.</value>
    public string? Name { get; init; }

    /// <summary>Makes the call safe to repeat: the same key with the same content returns the group of the first call; with other content it is
    /// refused. At most 200 characters.</summary>
    /// <value>None by default: every call makes a new group.</value>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether the first job that fails for good cancels the others.</summary>
    /// <value><c>false</c> by default: every job runs to its own end.</value>
    public bool FailFast { get; init; }

    /// <summary>Marks the group as the newest word on something, for example <c>branch main</c>: groups of the same tenant with the same key that are not over are
    /// cancelled in the same step in which this one is written. All jobs of such a group belong to one tenant. At most 200 characters.</summary>
    /// <value>None by default: it supersedes nothing.</value>
    public string? SupersedeKey { get; init; }

    /// <summary>Whether <see cref="SupersedeKey"/> stops jobs that run, too, and not only those that wait.</summary>
    /// <value><c>false</c> by default: what runs goes on.</value>
    public bool SupersedeRunning { get; init; }

    /// <summary>A group of the given jobs, with nothing else said.</summary>
    public static JobGroupRequest Of(params IReadOnlyList<JobRequest> jobs) => new() { Jobs = jobs };
}
