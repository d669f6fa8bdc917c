namespace Pudding.Enrolment;

/// <summary>A token whose signature was found to be right, as it says of itself.</summary>
internal sealed record SignedToken
{
    public required string Id { get; init; }

    public required TokenKind Kind { get; init; }

    public required WorkerGrant Grant { get; init; }

    public required int MaxUses { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
