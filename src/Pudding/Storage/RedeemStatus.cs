namespace Pudding.Storage;

/// <summary>What became of a redemption.</summary>
public enum RedeemStatus
{
    /// <summary>A credential was made.</summary>
    Redeemed = 1,

    /// <summary>It was made before, with the same secret: the answer was lost, say.</summary>
    Repeated = 2,

    /// <summary>The token has been redeemed as often as it may be; or the credential of the same secret has another one by now.</summary>
    Used = 3,

    /// <summary>The token is over, or the credential of the same secret is.</summary>
    Expired = 4,

    /// <summary>The token was revoked, or the credential of the same secret was.</summary>
    Revoked = 5,

    /// <summary>It is for enrolment, and not on record.</summary>
    NotFound = 6,
}
