namespace Pudding.Testing;

/// <summary>A store or a provider does not do what its interfaces promise. The message says which scenario found it, the obligation that is broken, what was expected and what was
/// seen instead, and what was done until then.</summary>
public sealed class ConformanceException : Exception
{
    internal ConformanceException(string who, string scenario, string obligation, string expected, string seen, string history, Exception? innerException = null)
        : base(Compose(who, scenario, obligation, expected, seen, history), innerException)
    {
        Scenario = scenario;
        Obligation = obligation;
        Expected = expected;
        Seen = seen;
    }

    /// <summary>The name of the scenario.</summary>
    public string Scenario { get; }

    /// <summary>What is promised, with the member that does.</summary>
    public string Obligation { get; }

    /// <summary>What was expected.</summary>
    public string Expected { get; }

    /// <summary>What was seen instead.</summary>
    public string Seen { get; }

    private static string Compose(string who, string scenario, string obligation, string expected, string seen, string history) =>
        $"""
        The {who} fails the scenario '{scenario}'.
        Obligation: {obligation}
        Expected:   {expected}
        Seen:       {seen}
        {history}
        """;
}
