#pragma warning disable MA0004 // a scenario has no synchronization context: see ProviderScenario.RunAsync
using Pudding.Instances;
using Pudding.Testing.Driving;

namespace Pudding.Testing.Providers;

internal static class RestartScenarios
{
    private const string Memory = "IInstanceProvider: it keeps nothing that matters in memory: another object for the same estate sees and ends what this one launched.";

    public static IReadOnlyList<ProviderScenario> All { get; } = new ProviderScenarioList("restarts")
    {
        { Instances_run_on_and_are_listed, Memory },
        { Instances_are_found_by_their_tokens, Memory },
        { A_launch_is_repeated_and_launches_nothing, Memory },
        { A_mismatch_is_still_one, Memory },
        { Instances_are_terminated, Memory },
        { What_is_ending_ends, "IInstanceProvider: what may take long goes on by itself." },
        { Two_hosts_see_each_others_instances, Memory },
    };

    private static async Task Instances_run_on_and_are_listed(CloudDriver cloud)
    {
        var instance = await cloud.LaunchAsync();
        await cloud.ExpectRunningAsync(instance);
        await cloud.RestartAsync();
        await cloud.ExpectRunningAsync(instance);
        await cloud.ExpectListedAsync([instance.Id]);
    }

    private static async Task Instances_are_found_by_their_tokens(CloudDriver cloud)
    {
        var request = cloud.Request();
        var instance = await cloud.LaunchAsync(request);
        await cloud.ExpectRunningAsync(instance);
        await cloud.RestartAsync();
        Expect.Equal("what is found by the token", instance.Id, (await cloud.Provider.FindByTokenAsync(request.Token, cloud.Stop))?.Id);
    }

    private static async Task A_launch_is_repeated_and_launches_nothing(CloudDriver cloud)
    {
        var request = cloud.Request();
        var instance = await cloud.LaunchAsync(request);
        await cloud.RestartAsync();
        Expect.Equal("the id that a repeat gives", instance.Id, (await cloud.LaunchAsync(request)).Id);
        await cloud.ExpectListedAsync([instance.Id]);
    }

    private static async Task A_mismatch_is_still_one(CloudDriver cloud)
    {
        var request = cloud.Request();
        await cloud.LaunchAsync(request);
        await cloud.RestartAsync();
        CloudDriver.Rejected(await cloud.TryLaunchAsync(request with { Bootstrap = new byte[] { 1 } }), ProviderErrorKind.IdempotencyMismatch);
    }

    private static async Task Instances_are_terminated(CloudDriver cloud)
    {
        var (first, second) = (await cloud.LaunchAsync(), await cloud.LaunchAsync());
        await cloud.RestartAsync();
        await cloud.TerminateAsync(first);
        await cloud.ExpectGoneAsync(first);
        await cloud.ExpectRunningAsync(second);
    }

    private static async Task What_is_ending_ends(CloudDriver cloud)
    {
        var instance = await cloud.LaunchAsync();
        await cloud.TerminateAsync(instance);
        await cloud.RestartAsync();
        await cloud.ExpectGoneAsync(instance);
    }

    private static async Task Two_hosts_see_each_others_instances(CloudDriver cloud)
    {
        var other = await cloud.OpenAsync();
        var (own, theirs) = (await cloud.LaunchAsync(), await cloud.LaunchAsync(provider: other));
        await cloud.ExpectListedAsync([own.Id, theirs.Id]);
        await cloud.ExpectListedAsync([own.Id, theirs.Id], other);
        await cloud.TerminateAsync(theirs);
        await cloud.ExpectGoneAsync(theirs);
        await cloud.ExpectStateAsync(theirs.Id, "terminated, or no more", static found => found is null or { State: InstanceState.Terminated }, other);
        await cloud.ExpectRunningAsync(own, other);
    }
}
