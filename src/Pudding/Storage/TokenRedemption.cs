using Pudding.Enrolment;

namespace Pudding.Storage;

/// <summary>A token that was verified, to be made into a credential.</summary>
public sealed record TokenRedemption
{
    /// <summary>Names the token.</summary>
    public required string TokenId { get; init; }

    /// <summary>What it is for: one for enrolment must be on record, one for an instance need not.</summary>
    public required TokenKind Kind { get; init; }

    /// <summary>How many credentials may be made from it.</summary>
    public required int MaxUses { get; init; }

    /// <summary>When it is over, by the store's clock.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Names the credential: follows from the token and the secret, so that a repeat names the same.</summary>
    public required string CredentialId { get; init; }

    /// <summary>The SHA-256 of its secret.</summary>
    public required ReadOnlyMemory<byte> SecretHash { get; init; }

    /// <summary>How long it holds from now.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>Names the worker.</summary>
    public required string WorkerId { get; init; }

    /// <summary>What it may do.</summary>
    public required WorkerGrant Grant { get; init; }

    /// <summary>The name of the machine, for people; at most 200 characters.</summary>
    public string? Machine { get; init; }

    /// <summary>The version of the agent, for people; at most 200 characters.</summary>
    public string? Agent { get; init; }

    /// <summary>The runtime identifier of the machine, for people; at most 200 characters.</summary>
    public string? Platform { get; init; }
}
