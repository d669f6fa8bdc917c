namespace Pudding.TestSupport;

/// <summary>What a test needs from the machine. Without it the test is skipped and says why; with <c>PUDDING_REQUIRE_ALL=1</c>, as in
/// <c>.ci/run</c>, it fails and says what to install. For use inside a <c>[SkippableFact]</c> or <c>[SkippableTheory]</c>.</summary>
public static class Requires
{
    /// <summary>Requires a program.</summary>
    /// <returns>Where it is.</returns>
    public static string Tool(RequiredTool tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        var path = tool.Find();
        That(path is not null, $"'{tool.Command}' is not on this machine.", $"Install {tool.Install}.");
        return path!;
    }

    /// <summary>Requires anything else, for example a kernel feature.</summary>
    /// <param name="available">Whether it is there.</param>
    /// <param name="reason">What is missing, as a sentence.</param>
    /// <param name="remedy">What to do about it, as a sentence.</param>
    public static void That(bool available, string reason, string remedy)
    {
        if (available)
            return;

        if (TestEnvironment.RequireAll)
            Assert.Fail($"{reason} {remedy} ({TestEnvironment.RequireAllVariable}=1: a test that can't run is a failure.)");
        Skip.If(condition: true, $"{reason} {remedy}");
    }
}
