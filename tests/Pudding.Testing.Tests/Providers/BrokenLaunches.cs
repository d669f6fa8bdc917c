using Pudding.Instances;

namespace Pudding.Testing.Tests.Providers;

internal static class BrokenLaunches
{
    public static IEnumerable<BrokenProvider> All { get; } =
    [
        new("can't set tags at launch", static (provider, _) => new TamperedProvider(provider) { Capabilities = provider.Capabilities with { TagsAtLaunch = false } }),
        new("takes itself for another estate's", static (provider, _) => new TamperedProvider(provider) { EstateId = "estate-9" }),
        new("leaves every instance pending", static (provider, _) => new TamperedProvider(provider) { List = static pages => Show(pages, static one => one.State == InstanceState.Running ? one with { State = InstanceState.Pending } : one) }),
        Launch("tells of no tags but its own when it launches", static (result, _) => result.Instance is { } one ? LaunchResult.Launched(one with { Tags = Own(one) }) : result),
        Launch("tells another state after the launch", static (result, _) => result.Instance is { State: InstanceState.Running } one ? LaunchResult.Launched(one with { State = InstanceState.Stopped }) : result),
        new("lists no tags but its own", static (provider, _) => new TamperedProvider(provider) { List = static pages => Show(pages, static one => one with { Tags = Own(one) }) }),
        new("forgets the image", static (provider, _) => new TamperedProvider(provider) { List = static pages => Show(pages, static one => one with { Image = "" }) }),
        new("finds instances without their tags", static (provider, _) => new TamperedProvider(provider) { Find = static async (token, next) => await next(token) is { } one ? one with { Tags = Own(one) } : null }),
        new("launches once for a whole batch", static (provider, _) => new TamperedProvider(provider)
        {
            Launch = static async (requests, next) => await next([requests[0]]) is var results ? [.. requests.Select(_ => results[0])] : [],
        }),
        new("answers in reverse", static (provider, _) => new TamperedProvider(provider) { Launch = static async (requests, next) => [.. (await next([.. requests.Reverse()]))] }),
        new("refuses a batch for one bad request", static (provider, _) => new TamperedProvider(provider)
        {
            Launch = static async (requests, next) =>
            {
                foreach (var request in requests.Where(static request => request.Spec.Count > 0))
                    return await next([request]) is [{ Error: { } error }] ? [.. requests.Select(_ => LaunchResult.Rejected(error))] : [];
                return await next(requests);
            },
        }),
        Launch("throws what it refuses", static (result, _) => result.Error is { Kind: ProviderErrorKind.Misconfigured } error ? throw new ProviderException(error) : result),
        Launch("does not say which field is wrong", static (result, _) => result.Error is { Kind: ProviderErrorKind.Misconfigured } ? LaunchResult.Rejected(ProviderError.Misconfigured("request", "It is wrong.")) : result),
        Launch("says of no error that it is one of configuration", static (result, _) => result.Error is { Kind: ProviderErrorKind.Misconfigured } error ? LaunchResult.Rejected(ProviderError.Unavailable(error.Message)) : result),
        new("launches what it refuses", static (provider, cloud) => new TamperedProvider(provider)
        {
            Launch = async (requests, next) =>
            {
                var results = await next(requests);
                foreach (var (request, result) in requests.Zip(results))
                {
                    if (result.Error is { Kind: ProviderErrorKind.Misconfigured })
                        cloud.Launch(provider.EstateId, request);
                }

                return results;
            },
        }),
        new("goes on with calls that are cancelled", static (provider, _) => new TamperedProvider(provider)
        {
            IgnoresCancellation = true, List = static pages => Show(pages, static one => one), // a listing of its own, which nobody can cancel
        }),
        new("launches before it looks whether it is cancelled", static (provider, cloud) => new TamperedProvider(provider)
        {
            Launch = (requests, next) =>
            {
                foreach (var request in requests.Where(request => request.Check(provider.Capabilities).Count == 0 && request.Spec.Count == 0 && request.Image == "image-1"))
                    cloud.Launch(provider.EstateId, request);
                return next(requests);
            },
        }),
    ];

    /// <summary>A provider that answers otherwise to each request of a launch.</summary>
    public static BrokenProvider Launch(string name, Func<LaunchResult, LaunchRequest, LaunchResult> change) => new(name, (provider, _) => new TamperedProvider(provider)
    {
        Launch = async (requests, next) => [.. (await next(requests)).Zip(requests, change)],
    });

    /// <summary>A listing that shows instances otherwise than they are.</summary>
    public static async IAsyncEnumerable<InstancePage> Show(IAsyncEnumerable<InstancePage> pages, Func<ProviderInstance, ProviderInstance> change)
    {
        await foreach (var page in pages)
            yield return page with { Instances = [.. page.Instances.Select(change)] };
    }

    private static Dictionary<string, string> Own(ProviderInstance one) => one.Tags.Where(static tag => tag.Key.StartsWith(InstanceTags.Prefix, StringComparison.Ordinal)).ToDictionary();
}
