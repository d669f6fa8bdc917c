namespace Pudding.Protocol.Messages;

/// <summary>A worker asks for a credential.</summary>
public sealed record WireRegister
{
    /// <summary>The newest version of the protocol that the worker speaks.</summary>
    public int Protocol { get; init; }

    /// <summary>The boot or enrolment token.</summary>
    public string? Token { get; init; }

    /// <summary>The secret of the credential, which the worker has made itself: at least 32 random bytes, base64url. The host keeps its hash. Repeating a request with the same secret is
    /// safe: an answer that was lost comes again.</summary>
    public string? Secret { get; init; }

    /// <summary>The name of the machine, for people.</summary>
    public string? Machine { get; init; }

    /// <summary>The version of the agent, for people.</summary>
    public string? Agent { get; init; }

    /// <summary>The runtime identifier of the machine, for people.</summary>
    public string? Platform { get; init; }

    /// <summary>Without the token and the secret.</summary>
    public override string ToString() => $"{nameof(WireRegister)} {{ Machine = {Machine}, Agent = {Agent}, Platform = {Platform} }}";
}
