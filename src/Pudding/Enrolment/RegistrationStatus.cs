namespace Pudding.Enrolment;

/// <summary>Whether a machine was let in.</summary>
public enum RegistrationStatus
{
    /// <summary>It has a credential.</summary>
    Registered = 1,

    /// <summary>The token is none, or was not signed by this estate.</summary>
    Invalid = 2,

    /// <summary>The token is over.</summary>
    Expired = 3,

    /// <summary>The token was redeemed as often as it may be, by others.</summary>
    Used = 4,

    /// <summary>The token, or what was made from it, was revoked.</summary>
    Revoked = 5,
}
