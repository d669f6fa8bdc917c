using Pudding.Secrets;

namespace Pudding.Enrolment;

/// <summary>A token that was just made. Nobody can show it again.</summary>
public sealed record MintedToken
{
    /// <summary>Names it.</summary>
    public required string Id { get; init; }

    /// <summary>The token, to be handed to the machine and to nobody else.</summary>
    public required SecretValue Token { get; init; }

    /// <summary>When it is over.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
