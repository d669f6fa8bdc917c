namespace Pudding.Protocol.Messages;

/// <summary>A worker's right to a job.</summary>
public sealed record WireLease
{
    /// <summary>The job.</summary>
    public Guid Job { get; init; }

    /// <summary>The fencing token.</summary>
    public long Token { get; init; }
}
