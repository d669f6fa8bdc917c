using Pudding.Workers;

namespace Pudding.Logs;

/// <summary>A piece of a job's log.</summary>
public sealed record JobLogChunk
{
    /// <summary>The lease under which it was written: attempts have logs of their own, joined when read.</summary>
    public required LeaseKey Lease { get; init; }

    /// <summary>The worker that sends it. Where it is given, the piece is refused unless the job was claimed for that worker: no worker writes into the log of another.</summary>
    /// <value>None by default: not checked.</value>
    public string? WorkerId { get; init; }

    /// <summary>Where the piece begins in the log of the attempt, in bytes.</summary>
    public required long Offset { get; init; }

    /// <summary>The bytes, by convention UTF-8 text.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }
}
