#pragma warning disable MA0004 // a scenario has no synchronization context: see ProviderScenario.RunAsync
using Pudding.Instances;
using Pudding.Testing.Driving;

namespace Pudding.Testing.Providers;

internal static class ListScenarios
{
    private const string Complete = "InstancePage.IsLast: the listing is complete only once a page says so.";

    public static IReadOnlyList<ProviderScenario> All { get; } = new ProviderScenarioList("list")
    {
        { An_empty_listing_says_that_it_is_complete, Complete },
        { Every_instance_is_listed_once, "IInstanceProvider.ListAsync: every instance of the estate." },
        { Each_listing_is_new, "IInstanceProvider.ListAsync: one that was launched appears within the grace." },
        { When_it_was_launched_is_told, "ProviderInstance.LaunchedAt: when it was launched, by the provider's clock." },
        { A_listing_that_is_cancelled_says_so, "IInstanceProvider: only a call that was cancelled throws OperationCanceledException." },
    };

    private static async Task An_empty_listing_says_that_it_is_complete(CloudDriver cloud) => Expect.Empty("what is listed of an empty cloud", await cloud.ListAsync());

    private static async Task Every_instance_is_listed_once(CloudDriver cloud)
    {
        var results = await cloud.TryLaunchAsync(cloud.Provider, [.. Enumerable.Range(0, 5).Select(_ => cloud.Request())]);
        var ids = results.Select(static result => CloudDriver.Launched(result).Id).ToList();
        await cloud.ExpectListedAsync(ids);
    }

    private static async Task Each_listing_is_new(CloudDriver cloud)
    {
        var first = await cloud.LaunchAsync();
        await cloud.ExpectListedAsync([first.Id]);
        var second = await cloud.LaunchAsync();
        await cloud.ExpectListedAsync([first.Id, second.Id]);
    }

    private static async Task When_it_was_launched_is_told(CloudDriver cloud)
    {
        var request = cloud.Request();
        var first = await cloud.LaunchAsync(request);
        await cloud.ExpectRunningAsync(first);
        var second = await cloud.LaunchAsync();
        Expect.That(second.LaunchedAt >= first.LaunchedAt && first.LaunchedAt > DateTimeOffset.UnixEpoch, "times that ascend", $"{first.LaunchedAt:O}, then {second.LaunchedAt:O}");
        Expect.Equal("when the first was launched, as the listing says", first.LaunchedAt, (await cloud.FindAsync(first.Id))?.LaunchedAt);
        Expect.Equal("when the first was launched, as a repeat says", first.LaunchedAt, (await cloud.LaunchAsync(request)).LaunchedAt);
    }

    private static async Task A_listing_that_is_cancelled_says_so(CloudDriver cloud)
    {
        await cloud.LaunchAsync();
        await cloud.ExpectCancelledAsync("a listing", async stop =>
        {
            await foreach (var page in cloud.Provider.ListAsync(stop).WithCancellation(stop))
                Expect.That(!page.IsLast, "a listing that was cancelled is not complete", "its last page");
        });
    }
}
