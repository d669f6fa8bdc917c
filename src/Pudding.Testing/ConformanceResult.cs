namespace Pudding.Testing;

/// <summary>What became of a scenario that did not fail.</summary>
/// <param name="SkipReason">Why it was not run, for people; none when it was, and the store passed.</param>
public readonly record struct ConformanceResult(string? SkipReason)
{
    /// <summary>Whether the scenario was run and the store passed.</summary>
    public bool Passed => SkipReason is null;

    /// <summary>Whether it was not run.</summary>
    public bool Skipped => SkipReason is not null;
}
