using Pudding.Testing;

namespace Pudding.Storage.Sqlite.Tests;

public sealed class ConformanceTests
{
    public static TheoryData<string> Scenarios => [.. ConformanceScenarios.Names];

    [SkippableTheory]
    [MemberData(nameof(Scenarios))]
    public async Task The_store_keeps_its_promises(string scenario)
    {
        await using var harness = new SqliteHarness();
        var result = await ConformanceScenarios.RunAsync(scenario, harness, CancellationToken.None);
        Skip.If(result.Skipped, result.SkipReason);
        await harness.CloseAsync(CancellationToken.None);
        Assert.Empty(harness.Scans);
    }
}
