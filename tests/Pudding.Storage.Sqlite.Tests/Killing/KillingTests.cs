using System.Globalization;
using Xunit.Abstractions;

namespace Pudding.Storage.Sqlite.Tests.Killing;

/// <summary>The process of a host is killed at random moments; nothing that it has acknowledged is lost. See docs/contributing.md.</summary>
public sealed class KillingTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_host_is_killed()
    {
        using var campaign = new Campaign(seed: Number("PUDDING_KILL_SEED", 1), kills: Number("PUDDING_KILLS", 12));
        await campaign.RunAsync();
        output.WriteLine(campaign.Summary);
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
