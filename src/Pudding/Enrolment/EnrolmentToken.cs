namespace Pudding.Enrolment;

/// <summary>An enrolment token on record: what it grants, never the token itself.</summary>
public sealed record EnrolmentToken
{
    /// <summary>Names it.</summary>
    public required string Id { get; init; }

    /// <summary>What whoever redeems it becomes.</summary>
    public required WorkerGrant Grant { get; init; }

    /// <summary>How many machines may redeem it.</summary>
    public required int MaxUses { get; init; }

    /// <summary>How many have.</summary>
    public int Uses { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When it is over, by the store's clock.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string Actor { get; init; }

    /// <summary>Whether it was revoked: nobody redeems it any more.</summary>
    public bool IsRevoked { get; init; }
}
