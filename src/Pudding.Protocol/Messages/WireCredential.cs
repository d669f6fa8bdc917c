namespace Pudding.Protocol.Messages;

/// <summary>A worker gives its credential a new secret.</summary>
public sealed record WireCredential
{
    /// <summary>The new secret. The former one works until the new one is first used. Repeating the request is safe.</summary>
    public string? Secret { get; init; }

    /// <summary>Nothing of it.</summary>
    public override string ToString() => nameof(WireCredential);
}
