namespace Pudding.Enrolment;

/// <summary>By what a worker shows who it is, without its secret.</summary>
public sealed record WorkerCredential
{
    /// <summary>Names it: the first half of what the worker shows.</summary>
    public required string Id { get; init; }

    /// <summary>The token that it was made from.</summary>
    public required string TokenId { get; init; }

    /// <summary>Names the worker.</summary>
    public required string WorkerId { get; init; }

    /// <summary>What it may do.</summary>
    public required WorkerGrant Grant { get; init; }

    /// <summary>The name of the machine as the worker gave it, for people.</summary>
    public string? Machine { get; init; }

    /// <summary>The version of the agent as the worker gave it, for people.</summary>
    public string? Agent { get; init; }

    /// <summary>The runtime identifier of the machine as the worker gave it, for people.</summary>
    public string? Platform { get; init; }

    /// <summary>When it was made, by the store's clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How long it still holds, by the store's clock, as it is read; zero when it is over.</summary>
    public required TimeSpan ExpiresIn { get; init; }

    /// <summary>Whether it was revoked.</summary>
    public bool IsRevoked { get; init; }

    /// <summary>Whether it lets anybody in.</summary>
    public bool IsValid => !IsRevoked && ExpiresIn > TimeSpan.Zero;
}
