namespace Pudding.ArchitectureTests;

internal static class Rule
{
    /// <summary>Fails with everything that breaks a rule, not only the first.</summary>
    /// <param name="rule">The rule and its reason, as a sentence.</param>
    /// <param name="violations">What breaks it.</param>
    public static void Holds(string rule, IEnumerable<string> violations)
    {
        var all = violations.ToList();
        if (all.Count > 0)
            Assert.Fail($"{rule} It is broken {all.Count} times:\n  " + string.Join("\n  ", all));
    }
}
