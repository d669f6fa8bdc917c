using Pudding.Policies;

namespace Pudding.Storage;

/// <summary>What became of a change of a policy.</summary>
public sealed record PolicyWriteResult
{
    /// <summary>What happened.</summary>
    public required PolicyWriteStatus Status { get; init; }

    /// <summary>For a refusal: why.</summary>
    public IReadOnlyList<PolicyProblem> Errors { get; init; } = [];
}
