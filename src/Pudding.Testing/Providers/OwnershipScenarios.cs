#pragma warning disable MA0004 // a scenario has no synchronization context: see ProviderScenario.RunAsync
using Pudding.Instances;
using Pudding.Testing.Driving;

namespace Pudding.Testing.Providers;

internal static class OwnershipScenarios
{
    private const string Foreign = "IInstanceProvider: what has another estate's tag is not listed, not found and not terminated.";

    private const string Unowned = "IInstanceProvider: what lacks the tag managed-by is not listed, not found and not terminated.";

    public static IReadOnlyList<ProviderScenario> All { get; } = new ProviderScenarioList("ownership")
    {
        { Instances_of_another_estate_are_not_listed, Foreign },
        { Instances_of_another_estate_are_not_found, Foreign },
        { Instances_of_another_estate_are_not_terminated, Foreign },
        { A_token_of_another_estate_is_another_token, "IInstanceProvider.EstateId: the scope of ownership." },
        { The_console_of_another_estates_instance_is_closed, "IInstanceProvider.GetConsoleOutputAsync: NotFound for an id that is foreign." },
        { What_bears_no_tags_is_not_listed, Unowned, ProviderAbilities.Unowned },
        { What_bears_no_tags_is_not_terminated, Unowned, ProviderAbilities.Unowned },
    };

    private static async Task Instances_of_another_estate_are_not_listed(CloudDriver cloud)
    {
        var other = await cloud.OpenAsync(CloudDriver.OtherEstate);
        var (own, foreign) = (await cloud.LaunchAsync(), await cloud.LaunchAsync(provider: other));
        await cloud.ExpectRunningAsync(own);
        await cloud.ExpectRunningAsync(foreign, other);
        await cloud.ExpectListedAsync([own.Id]);
        await cloud.ExpectListedAsync([foreign.Id], other);
    }

    private static async Task Instances_of_another_estate_are_not_found(CloudDriver cloud)
    {
        var other = await cloud.OpenAsync(CloudDriver.OtherEstate);
        var request = cloud.Request();
        await cloud.ExpectRunningAsync(await cloud.LaunchAsync(request, other), other);
        Expect.Equal("what is found by the token of another estate's instance", null, (await cloud.Provider.FindByTokenAsync(request.Token, cloud.Stop))?.Id);
    }

    private static async Task Instances_of_another_estate_are_not_terminated(CloudDriver cloud)
    {
        var other = await cloud.OpenAsync(CloudDriver.OtherEstate);
        var (own, foreign) = (await cloud.LaunchAsync(), await cloud.LaunchAsync(provider: other));
        var results = await cloud.TerminateAsync(cloud.Provider, foreign.Id, own.Id);
        Expect.Equal("why another estate's instance isn't terminated", ProviderErrorKind.NotFound, results[0].Error?.Kind);
        await cloud.ExpectGoneAsync(own);
        await cloud.ExpectRunningAsync(foreign, other);
    }

    private static async Task A_token_of_another_estate_is_another_token(CloudDriver cloud)
    {
        var other = await cloud.OpenAsync(CloudDriver.OtherEstate);
        var request = cloud.Request();
        var (own, foreign) = (await cloud.LaunchAsync(request), await cloud.LaunchAsync(request, other));
        Expect.That(own.Id != foreign.Id, "an instance for each estate", $"'{own.Id}' for both");
        await cloud.ExpectListedAsync([own.Id]);
        await cloud.ExpectListedAsync([foreign.Id], other);
    }

    private static async Task The_console_of_another_estates_instance_is_closed(CloudDriver cloud)
    {
        var other = await cloud.OpenAsync(CloudDriver.OtherEstate);
        var foreign = await cloud.LaunchAsync(provider: other);
        await cloud.ExpectRunningAsync(foreign, other);
        await cloud.ExpectErrorAsync("the console of another estate's instance", ProviderErrorKind.NotFound, async () => await cloud.Provider.GetConsoleOutputAsync(foreign.Id, cloud.Stop));
    }

    private static async Task What_bears_no_tags_is_not_listed(CloudDriver cloud)
    {
        await LaunchUnownedAsync(cloud);
        var own = await cloud.LaunchAsync();
        await cloud.ExpectRunningAsync(own);
        await cloud.ExpectListedAsync([own.Id]);
    }

    private static async Task What_bears_no_tags_is_not_terminated(CloudDriver cloud)
    {
        var id = await LaunchUnownedAsync(cloud);
        var own = await cloud.LaunchAsync();
        var results = await cloud.TerminateAsync(cloud.Provider, id, own.Id);
        Expect.Equal("why nobody's instance isn't terminated", ProviderErrorKind.NotFound, results[0].Error?.Kind);
        await cloud.ExpectGoneAsync(own);
        Expect.Equal("whether nobody's instance runs on", true, await cloud.Harness.IsRunningAsync(id, cloud.Stop));
    }

    private static async Task<string> LaunchUnownedAsync(CloudDriver cloud)
    {
        var id = await cloud.Harness.LaunchUnownedAsync(cloud.Stop);
        cloud.Note($"launch '{id}' without tags, past the provider");
        return id;
    }
}
