using Pudding.Jobs;

namespace Pudding.Storage;

/// <summary>A <see cref="RetryBackoff"/> in JSON. What an older version did not write is the default; the serializer would make it zero.</summary>
internal sealed record StoredBackoff
{
    public TimeSpan? First { get; init; }

    public double? Factor { get; init; }

    public TimeSpan? Max { get; init; }

    public double? Jitter { get; init; }

    public static StoredBackoff From(RetryBackoff backoff) => new() { First = backoff.First, Factor = backoff.Factor, Max = backoff.Max, Jitter = backoff.Jitter };

    public RetryBackoff ToBackoff()
    {
        var standard = new RetryBackoff();
        return new RetryBackoff
        {
            First = First ?? standard.First,
            Factor = Factor ?? standard.Factor,
            Max = Max ?? standard.Max,
            Jitter = Jitter ?? standard.Jitter,
        };
    }
}
