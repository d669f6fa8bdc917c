namespace Pudding.Protocol.Messages;

/// <summary>A worker has a credential.</summary>
public sealed record WireRegisterReply
{
    /// <summary>The version of the protocol to speak.</summary>
    public int Protocol { get; init; }

    /// <summary>Names the credential: the first half of <c>Authorization: Bearer id.secret</c>.</summary>
    public string? Credential { get; init; }

    /// <summary>Names the worker.</summary>
    public string? WorkerId { get; init; }

    /// <summary>How long the credential holds from now. The worker gives it a new secret before that.</summary>
    public long ExpiresInMs { get; init; }
}
