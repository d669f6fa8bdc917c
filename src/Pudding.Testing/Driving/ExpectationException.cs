namespace Pudding.Testing.Driving;

/// <summary>Something is not as it should be; becomes a <see cref="ConformanceException"/>.</summary>
internal sealed class ExpectationException(string expected, string seen) : Exception($"Expected: {expected} Seen: {seen}")
{
    public string Expected { get; } = expected;

    public string Seen { get; } = seen;

    /// <summary>What was done, where that is not what the scenario's own driver remembers.</summary>
    public string? History { get; init; }
}
