using System.Diagnostics.CodeAnalysis;

namespace Pudding.Instances;

/// <summary>What became of one id of a termination.</summary>
/// <param name="Id">The id.</param>
/// <param name="Error">Why the instance isn't being terminated; none when it is, or is terminated already.</param>
public sealed record TerminateResult(string Id, ProviderError? Error = null)
{
    /// <summary>Whether the instance is being terminated, or is already. That it is gone is told by a listing.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsAccepted => Error is null;
}
