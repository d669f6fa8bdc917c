namespace Pudding.Enrolment;

/// <summary>A machine that asks to be let in.</summary>
public sealed record RegistrationRequest
{
    /// <summary>The token.</summary>
    public required string Token { get; init; }

    /// <summary>The secret of its credential, which it has made itself: 32 to 256 bytes.</summary>
    public required ReadOnlyMemory<byte> Secret { get; init; }

    /// <summary>The name of the machine, for people; at most 200 characters.</summary>
    public string? Machine { get; init; }

    /// <summary>The version of the agent, for people; at most 200 characters.</summary>
    public string? Agent { get; init; }

    /// <summary>The runtime identifier of the machine, for people; at most 200 characters.</summary>
    public string? Platform { get; init; }

    /// <summary>Without the token and the secret.</summary>
    public override string ToString() => $"{nameof(RegistrationRequest)} {{ Machine = {Machine}, Agent = {Agent}, Platform = {Platform} }}";
}
