#pragma warning disable MA0004 // a scenario has no synchronization context: see ProviderScenario.RunAsync
using System.Text;
using Pudding.Instances;
using Pudding.Testing.Driving;

namespace Pudding.Testing.Providers;

internal static class TokenScenarios
{
    private const int Callers = 8;

    private const string Same = "IInstanceProvider.LaunchAsync: the same token with the same parameters gives the instance that is there, terminated or not.";

    private const string Found = "IInstanceProvider.FindByTokenAsync: the instance that a launch with this token has made.";

    public static IReadOnlyList<ProviderScenario> All { get; } = new ProviderScenarioList("tokens")
    {
        { A_repeat_gives_the_same_instance, Same },
        { A_repeat_in_one_batch_gives_the_same_instance, Same },
        { A_repeat_after_its_end_gives_the_same_instance, Same },
        { Many_at_once_give_one_instance, "IInstanceProvider.LaunchAsync: idempotent by token, also when calls with it run at the same time." },
        { Many_hosts_at_once_give_one_instance, "IInstanceProvider.LaunchAsync: idempotent by token, also when calls with it run at the same time." },
        { Other_parameters_are_a_mismatch, "IInstanceProvider.LaunchAsync: the same token with other parameters is IdempotencyMismatch." },
        { A_mismatch_launches_nothing_and_harms_nothing, "LaunchStatus.Rejected: there is no instance and will be none." },
        { A_launch_is_found_by_its_token, Found },
        { A_token_that_was_never_used_finds_nothing, Found },
    };

    private static async Task A_repeat_gives_the_same_instance(CloudDriver cloud)
    {
        var request = cloud.Request();
        var first = await cloud.LaunchAsync(request);
        Expect.Equal("the id that a repeat gives", first.Id, (await cloud.LaunchAsync(request)).Id);
        await cloud.ExpectRunningAsync(first);
        Expect.Equal("the id that a repeat gives once it runs", first.Id, (await cloud.LaunchAsync(request)).Id);
        await cloud.ExpectListedAsync([first.Id]);
    }

    private static async Task A_repeat_in_one_batch_gives_the_same_instance(CloudDriver cloud)
    {
        var request = cloud.Request();
        var results = await cloud.TryLaunchAsync(cloud.Provider, request, cloud.Request(), request);
        Expect.Equal("the id that a repeat gives", CloudDriver.Launched(results[0]).Id, CloudDriver.Launched(results[2]).Id);
        await cloud.ExpectListedAsync([CloudDriver.Launched(results[0]).Id, CloudDriver.Launched(results[1]).Id]);
    }

    private static async Task A_repeat_after_its_end_gives_the_same_instance(CloudDriver cloud)
    {
        var request = cloud.Request();
        var first = await cloud.LaunchAsync(request);
        await cloud.ExpectRunningAsync(first);
        await cloud.TerminateAsync(first);
        await cloud.ExpectGoneAsync(first);
        var again = await cloud.LaunchAsync(request);
        Expect.Equal("the id that a repeat gives after the end", first.Id, again.Id);
        Expect.That(again.State is InstanceState.Terminated or InstanceState.ShuttingDown, "an instance that does not come back", $"{again}");
        await cloud.ExpectGoneAsync(first);
        Expect.Empty("what is listed as running", (await cloud.ListAsync()).Where(static instance => instance.State != InstanceState.Terminated).Select(static instance => instance.Id));
    }

    private static async Task Many_at_once_give_one_instance(CloudDriver cloud) => await ExpectOneAsync(cloud, [cloud.Provider]);

    private static async Task Many_hosts_at_once_give_one_instance(CloudDriver cloud) => await ExpectOneAsync(cloud, [cloud.Provider, await cloud.OpenAsync(), await cloud.OpenAsync()]);

    private static async Task Other_parameters_are_a_mismatch(CloudDriver cloud)
    {
        var request = cloud.Request();
        await cloud.LaunchAsync(request);
        foreach (var (_, other) in Others(request))
            CloudDriver.Rejected(await cloud.TryLaunchAsync(other), ProviderErrorKind.IdempotencyMismatch);
    }

    private static async Task A_mismatch_launches_nothing_and_harms_nothing(CloudDriver cloud)
    {
        var request = cloud.Request();
        var first = await cloud.LaunchAsync(request);
        foreach (var (what, other) in Others(request))
            Expect.That(!(await cloud.TryLaunchAsync(other)).IsLaunched, $"a launch with the same token and {what} is refused", "it was launched");
        Expect.Equal("the id that a repeat gives", first.Id, (await cloud.LaunchAsync(request)).Id);
        await cloud.ExpectRunningAsync(first);
        await cloud.ExpectListedAsync([first.Id]);
    }

    private static async Task A_launch_is_found_by_its_token(CloudDriver cloud)
    {
        var (one, two) = (cloud.Request(), cloud.Request());
        var first = await cloud.LaunchAsync(one);
        var second = await cloud.LaunchAsync(two);
        await ExpectFoundAsync(cloud, one.Token, first.Id);
        await ExpectFoundAsync(cloud, two.Token, second.Id);
    }

    private static async Task A_token_that_was_never_used_finds_nothing(CloudDriver cloud)
    {
        await cloud.LaunchAsync();
        Expect.Equal("what is found by a token that was never used", null, (await cloud.Provider.FindByTokenAsync(cloud.Request().Token, cloud.Stop))?.Id);
    }

    private static async Task ExpectOneAsync(CloudDriver cloud, IReadOnlyList<IInstanceProvider> hosts)
    {
        var request = cloud.Request();
        var calls = Enumerable.Range(0, Callers).Select(async i =>
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // each on a thread of its own
            return (await cloud.TryLaunchAsync(hosts[i % hosts.Count], request))[0];
        });
        var ids = (await Task.WhenAll(calls)).Select(static result => CloudDriver.Launched(result).Id).Distinct(StringComparer.Ordinal).ToList();
        Expect.Equal("how many instances one token gives", 1, ids.Count);
        await cloud.ExpectListedAsync(ids);
    }

    private static IEnumerable<(string What, LaunchRequest Request)> Others(LaunchRequest request)
    {
        yield return ("another bootstrap", request with { Bootstrap = Encoding.UTF8.GetBytes("another") });
        yield return ("another pool", request with { Pool = "osx" });
        yield return ("another intent", request with { IntentId = new Guid(99, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]) });
        yield return ("other tags", request with { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "other" } });
    }

    private static Task ExpectFoundAsync(CloudDriver cloud, string token, string id) => cloud.EventuallyAsync($"'{id}' is found by its token", async () =>
        await cloud.Provider.FindByTokenAsync(token, cloud.Stop) is var found && found?.Id == id ? null : found?.ToString() ?? "nothing");
}
