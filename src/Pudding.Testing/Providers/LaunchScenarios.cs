#pragma warning disable MA0004 // a scenario has no synchronization context: see ProviderScenario.RunAsync
using Pudding.Instances;
using Pudding.Testing.Driving;

namespace Pudding.Testing.Providers;

internal static class LaunchScenarios
{
    private const string Each = "IInstanceProvider: a call for several answers for each, in order, and does not throw: one that fails hurts no other.";

    public static IReadOnlyList<ProviderScenario> All { get; } = new ProviderScenarioList("launch")
    {
        { It_says_who_it_is_and_what_it_can_do, "IInstanceProvider.EstateId, ProviderCapabilities: a provider without tags at launch is refused; bounds are at least 1." },
        { A_launched_instance_runs, "IInstanceProvider.LaunchAsync: launches instances, one for each request." },
        { It_has_what_was_asked_for, "ProviderInstance: the token, image and tags that it was launched with, in every answer." },
        { Each_intent_gets_an_instance_of_its_own, Each },
        { Results_come_in_the_order_of_the_requests, Each },
        { A_request_that_is_refused_hurts_no_other, Each },
        { A_bad_request_names_its_field, "ProviderErrorKind.Misconfigured: a setting is wrong; ProviderError.Subject: the field." },
        { A_bad_request_launches_nothing, "LaunchStatus.Rejected: there is no instance and will be none." },
        { A_launch_that_is_cancelled_before_it_begins_launches_nothing, "IInstanceProvider: one that was cancelled before it began has done nothing." },
    };

    private static Task It_says_who_it_is_and_what_it_can_do(CloudDriver cloud)
    {
        var can = cloud.Provider.Capabilities;
        Expect.Equal("the estate", CloudDriver.Estate, cloud.Provider.EstateId);
        Expect.That(!string.IsNullOrWhiteSpace(cloud.Provider.Name), "a name", Words.Of(cloud.Provider.Name));
        Expect.Equal("whether tags are set at launch", true, can.TagsAtLaunch);
        Expect.That(can.MaxLaunchBatch >= 1 && can.MaxTerminateBatch >= 1 && can.MaxBootstrapBytes >= 1024, "batches of 1 and bootstraps of 1,024 bytes at least", $"{can}");
        Expect.That(can.ConsistencyGrace >= TimeSpan.Zero && can.TokenMemory > can.ConsistencyGrace, "a grace that is not negative, and a longer memory of tokens", $"{can}");
        return Task.CompletedTask;
    }

    private static async Task A_launched_instance_runs(CloudDriver cloud)
    {
        var instance = await cloud.LaunchAsync();
        Expect.That(instance.State is InstanceState.Pending or InstanceState.Running, "an instance that is coming up or runs", $"{instance}");
        Expect.That(instance.Id.Length is > 0 and <= 200, "an id of 1 to 200 characters", Words.Of(instance.Id));
        await cloud.ExpectRunningAsync(instance);
    }

    private static async Task It_has_what_was_asked_for(CloudDriver cloud)
    {
        var request = cloud.Request();
        var launched = await cloud.LaunchAsync(request);
        ExpectAsAsked("the result of the launch", request, launched);
        await cloud.ExpectRunningAsync(launched);
        ExpectAsAsked("the listing", request, Expect.NotNull("the instance", await cloud.FindAsync(launched.Id)));
        ExpectAsAsked("a repeat of the launch", request, await cloud.LaunchAsync(request));
        ExpectAsAsked("the search by token", request, Expect.NotNull("the instance", await cloud.Provider.FindByTokenAsync(request.Token, cloud.Stop)));
    }

    private static async Task Each_intent_gets_an_instance_of_its_own(CloudDriver cloud)
    {
        var ids = new List<string>();
        foreach (var result in await cloud.TryLaunchAsync(cloud.Provider, cloud.Request(), cloud.Request()))
            ids.Add(CloudDriver.Launched(result).Id);
        ids.Add((await cloud.LaunchAsync()).Id);
        Expect.Equal("how many instances three intents have", 3, ids.Distinct(StringComparer.Ordinal).Count());
        await cloud.ExpectListedAsync(ids);
    }

    private static async Task Results_come_in_the_order_of_the_requests(CloudDriver cloud)
    {
        LaunchRequest[] requests = [cloud.Request(), cloud.Request(), cloud.Request()];
        await cloud.LaunchAsync(requests[1]);
        var results = await cloud.TryLaunchAsync(cloud.Provider, requests);
        Expect.Same("the intents of the results", requests.Select(static request => (Guid?)request.IntentId), results.Select(static result => CloudDriver.Launched(result).IntentId));
    }

    private static async Task A_request_that_is_refused_hurts_no_other(CloudDriver cloud)
    {
        var results = await cloud.TryLaunchAsync(cloud.Provider, cloud.Request(), cloud.Request(with => Wrong(cloud, with)), cloud.Request());
        CloudDriver.Rejected(results[1], ProviderErrorKind.Misconfigured);
        await cloud.ExpectListedAsync([CloudDriver.Launched(results[0]).Id, CloudDriver.Launched(results[2]).Id]);
    }

    private static async Task A_bad_request_names_its_field(CloudDriver cloud)
    {
        foreach (var (field, request) in BadRequests(cloud))
        {
            var error = CloudDriver.Rejected(await cloud.TryLaunchAsync(request), ProviderErrorKind.Misconfigured);
            Expect.Equal("the field that the error is about", field, error.Subject);
            Expect.That(error.Message.Contains(field, StringComparison.Ordinal), $"a message that names '{field}'", error.Message);
        }
    }

    private static async Task A_bad_request_launches_nothing(CloudDriver cloud)
    {
        var good = await cloud.LaunchAsync();
        foreach (var (_, request) in BadRequests(cloud))
            Expect.That(!(await cloud.TryLaunchAsync(request)).IsLaunched, "a bad request is refused", "it was launched");
        await cloud.ExpectRunningAsync(good);
        await cloud.ExpectListedAsync([good.Id]);
    }

    private static async Task A_launch_that_is_cancelled_before_it_begins_launches_nothing(CloudDriver cloud)
    {
        var request = cloud.Request();
        await cloud.ExpectCancelledAsync("a launch", async stop => await cloud.Provider.LaunchAsync([request], stop));
        var other = await cloud.LaunchAsync();
        await cloud.ExpectRunningAsync(other);
        await cloud.ExpectListedAsync([other.Id]);
    }

    private static IEnumerable<(string Field, LaunchRequest Request)> BadRequests(CloudDriver cloud)
    {
        yield return ("Token", cloud.Request() with { Token = "" });
        yield return ("Token", cloud.Request() with { Token = new string('a', LaunchRequest.MaxTokenLength + 1) });
        yield return ("Token", cloud.Request() with { Token = "naïve" });
        yield return ("IntentId", cloud.Request(static with => with with { IntentId = Guid.Empty }));
        yield return ("Attempt", cloud.Request(static with => with with { Attempt = 0 }));
        yield return ("Pool", cloud.Request(static with => with with { Pool = "" }));
        yield return ("Pool", cloud.Request(static with => with with { Pool = "../linux" }));
        yield return ("Image", cloud.Request(static with => with with { Image = "" }));
        yield return ("Image", cloud.Request(with => with with { Image = cloud.Harness.UnknownImageSelector }));
        if (cloud.Provider.Capabilities.MaxBootstrapBytes < 10_000_000)
            yield return ("Bootstrap", cloud.Request(with => with with { Bootstrap = new byte[cloud.Provider.Capabilities.MaxBootstrapBytes + 1] }));
        yield return ($"Tags.{InstanceTags.Estate}", cloud.Request(static with => with with { Tags = new Dictionary<string, string> { [InstanceTags.Estate] = CloudDriver.OtherEstate } }));
        yield return ($"Spec.{cloud.Harness.WrongSetting.Key}", cloud.Request(with => Wrong(cloud, with)));
    }

    private static LaunchRequest Wrong(CloudDriver cloud, LaunchRequest request) => request with
    {
        Spec = new Dictionary<string, string>(request.Spec, StringComparer.Ordinal) { [cloud.Harness.WrongSetting.Key] = cloud.Harness.WrongSetting.Value },
    };

    private static void ExpectAsAsked(string where, LaunchRequest request, ProviderInstance instance)
    {
        Expect.Equal($"the image in {where}", request.Image, instance.Image);
        Expect.Equal($"the pool in {where}", request.Pool, instance.Pool);
        Expect.Equal($"the intent in {where}", request.IntentId, instance.IntentId);
        Expect.That(instance.Token is null || instance.Token == request.Token, $"the token in {where}: '{request.Token}', if any", Words.Of(instance.Token));
        Expect.SameSet(
            $"the tags in {where}",
            InstanceTags.Of(CloudDriver.Estate, request).Select(static tag => $"{tag.Key}={tag.Value}"),
            instance.Tags.Select(static tag => $"{tag.Key}={tag.Value}"));
    }
}
