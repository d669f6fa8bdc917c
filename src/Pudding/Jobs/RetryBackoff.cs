using System.Buffers.Binary;

namespace Pudding.Jobs;

/// <summary>How long a job waits before it is tried again after its handler failed, or said that the machine did: exponential back-off with jitter.</summary>
public sealed record RetryBackoff
{
    /// <summary>The longest that a job may be made to wait: 30 days.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(30);

    /// <summary>No wait.</summary>
    public static RetryBackoff None { get; } = new() { First = TimeSpan.Zero };

    /// <summary>The wait after the first failed attempt. From zero to <see cref="Max"/>.</summary>
    /// <value>10 s by default.</value>
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What each further wait is multiplied with; from 1 to 10.</summary>
    /// <value>2 by default.</value>
    public double Factor { get; init; } = 2;

    /// <summary>The longest wait, before jitter; at most <see cref="MaxDelay"/>.</summary>
    /// <value>1 hour by default.</value>
    public TimeSpan Max { get; init; } = TimeSpan.FromHours(1);

    /// <summary>By which part of it a wait is made longer at most, so that jobs that failed together are not tried together; from 0 to 1.</summary>
    /// <value>0.1 by default.</value>
    public double Jitter { get; init; } = 0.1;

    /// <summary>The wait after a failed attempt. The jitter follows from the job and the attempt: the same question has the same answer.</summary>
    /// <param name="attempt">Which attempt has failed, from 1.</param>
    /// <param name="job">The job.</param>
    public TimeSpan DelayAfter(int attempt, JobId job)
    {
        if (First <= TimeSpan.Zero)
            return TimeSpan.Zero;
        var seconds = Math.Min(Max.TotalSeconds, First.TotalSeconds * Math.Pow(Factor, Math.Max(0, attempt - 1)));
        return TimeSpan.FromSeconds(Math.Min(MaxDelay.TotalSeconds, seconds * (1 + (Jitter * Fraction(attempt, job)))));
    }

    /// <summary>What is wrong with it, each error beginning with the field that it is about; empty when nothing is.</summary>
    public IEnumerable<string> Validate()
    {
        if (First < TimeSpan.Zero || First > Max)
            yield return $"{nameof(First)}: {First} is not from zero to {nameof(Max)}, {Max}.";
        if (!(Factor >= 1 && Factor <= 10))
            yield return $"{nameof(Factor)}: {Factor} is not from 1 to 10.";
        if (Max < TimeSpan.Zero || Max > MaxDelay)
            yield return $"{nameof(Max)}: {Max} is not from zero to {MaxDelay.TotalDays:0} days.";
        if (!(Jitter >= 0 && Jitter <= 1))
            yield return $"{nameof(Jitter)}: {Jitter} is not from 0 to 1.";
    }

    /// <summary>Of an even spread over [0, 1): the last bytes of a version 7 UUID are random; a golden ratio step tells the attempts apart.</summary>
    private static double Fraction(int attempt, JobId job)
    {
        Span<byte> bytes = stackalloc byte[16];
        job.Value.TryWriteBytes(bytes);
        var x = (BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) / 4294967296.0) + (attempt * 0.6180339887498949);
        return x - Math.Floor(x);
    }
}
