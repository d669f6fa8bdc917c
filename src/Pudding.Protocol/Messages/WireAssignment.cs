namespace Pudding.Protocol.Messages;

/// <summary>A job handed to a worker.</summary>
public sealed record WireAssignment
{
    /// <summary>The right to the job.</summary>
    public WireLease? Lease { get; init; }

    /// <summary>Its group.</summary>
    public Guid Group { get; init; }

    /// <summary>The path of its tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>The queue that it waited in.</summary>
    public string? Queue { get; init; }

    /// <summary>For people.</summary>
    public string? Name { get; init; }

    /// <summary>What to work on.</summary>
    public WirePayload? Payload { get; init; }

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt { get; init; }

    /// <summary>How long the attempt may run.</summary>
    public long TimeoutMs { get; init; }

    /// <summary>How long the lease holds from each renewal.</summary>
    public long LeaseMs { get; init; }

    /// <summary>How long the lease still holds as the assignment is delivered.</summary>
    public long LeaseRemainingMs { get; init; }

    /// <summary>The names of the secrets that the job needs.</summary>
    public IReadOnlyList<string>? SecretNames { get; init; }

    /// <summary>Their values, of those that the host's source has.</summary>
    public IReadOnlyList<WireSecret>? Secrets { get; init; }
}
