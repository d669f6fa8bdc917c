namespace Pudding.Protocol.Messages;

/// <summary>The credential has a new secret.</summary>
public sealed record WireCredentialReply
{
    /// <summary>How long the credential holds from now.</summary>
    public long ExpiresInMs { get; init; }
}
