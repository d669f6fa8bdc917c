namespace Pudding.Protocol;

/// <summary>The kinds of problem that a host tells a worker of. A worker that doesn't know one goes by the HTTP status.</summary>
public static class ProblemCodes
{
    /// <summary>What stands before the code in a problem's type.</summary>
    public const string Prefix = "urn:pudding:";

    /// <summary>400: a field of the message is wrong. Repeating it is of no use.</summary>
    public const string Invalid = "invalid";

    /// <summary>400: host and worker are too far apart.</summary>
    public const string Protocol = "protocol";

    /// <summary>401: the token is wrong or over, or was used by someone else. Repeating it is of no use.</summary>
    public const string Token = "token";

    /// <summary>401: the credential is wrong, over or revoked. Repeating it is of no use.</summary>
    public const string Credential = "credential";

    /// <summary>404: there is nothing here.</summary>
    public const string NotFound = "not-found";

    /// <summary>413: the message is too long.</summary>
    public const string TooLarge = "too-large";

    /// <summary>429: too many failures from this address; <c>Retry-After</c> says when.</summary>
    public const string TooMany = "too-many";

    /// <summary>503: the store can't be reached. Repeat it.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>500: the host failed; its log says why. Repeat it, ever more slowly.</summary>
    public const string Internal = "internal";
}
