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

    /// <summary>A hash of the content, to tell a repeat from another request under the same key.</summary>
    public required string Fingerprint { get; init; }
}
