using Pudding.Jobs;

namespace Pudding.Storage;

/// <summary>A group to be written; validated, with ids.</summary>
public sealed record NewJobGroup
{
    /// <summary>Names the group.</summary>
    public required JobGroupId Id { get; init; }

    /// <summary>The jobs, at least one.</summary>
    public required IReadOnlyList<NewJob> Jobs { get; init; }

    /// <summary>For people.</summary>
    public string? Name { get; init; }

    /// <summary>Makes the call safe to repeat.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether the first job that fails for good cancels the others.</summary>
    public bool FailFast { get; init; }

    /// <summary>Groups of the same tenant with this key that are not over are cancelled. With a key, all jobs are of one tenant.</summary>
    public string? SupersedeKey { get; init; }

    /// <summary>Whether jobs of those groups that are active are cancelled too.</summary>
    public bool SupersedeRunning { get; init; }

    /// <summary>The group whose jobs it runs again.</summary>
    public JobGroupId? RerunOf { get; init; }

    /// <summary>A hash of the content, to tell a repeat from another request under the same key.</summary>
    public required string Fingerprint { get; init; }
}
