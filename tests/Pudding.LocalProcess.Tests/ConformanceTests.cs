using Pudding.LocalProcess.Tests.Support;
using Pudding.Testing.Providers;

namespace Pudding.LocalProcess.Tests;

// snippet: theory
public sealed class ConformanceTests
{
    public static TheoryData<string> Scenarios => [.. ProviderScenarios.Names];

    [SkippableTheory]
    [MemberData(nameof(Scenarios))]
    public async Task The_provider_keeps_its_promises(string scenario)
    {
        await using var harness = new LocalHarness();
        var result = await ProviderScenarios.RunAsync(scenario, harness, CancellationToken.None);
        Skip.If(result.Skipped, result.SkipReason);
    }
}
// end snippet
