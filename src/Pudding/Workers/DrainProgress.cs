namespace Pudding.Workers;

/// <summary>How far a drain has got.</summary>
public sealed record DrainProgress
{
    /// <summary>The jobs that it waits for, the one that has held its slot longest first.</summary>
    public required IReadOnlyList<DrainingJob> Jobs { get; init; }

    /// <summary>How long the drain has taken until now.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>How long it may still take; none without a deadline.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>The job that has held its slot longest; none when nothing is left.</summary>
    public DrainingJob? Slowest => Jobs.Count > 0 ? Jobs[0] : null;
}
