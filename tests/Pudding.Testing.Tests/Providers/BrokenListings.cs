using Pudding.Instances;
using static Pudding.Testing.Tests.Providers.BrokenLaunches;

namespace Pudding.Testing.Tests.Providers;

internal static class BrokenListings
{
    public static IEnumerable<BrokenProvider> All { get; } =
    [
        List("does not say that an empty listing is complete", static all => all.Count == 1 ? [] : all),
        List("never says that a listing is complete", static all => [.. all.Select(static page => page with { IsLast = false })]),
        List("says of every page that it is the last", static all => [.. all.Select(static page => page with { IsLast = true })]),
        List("lists one page and says that it is all", static all => [all[0] with { IsLast = true }]),
        List("lists a page twice", static all => [all[0] with { IsLast = false }, .. all]),
        new("keeps its first listing", static (provider, _) =>
        {
            List<InstancePage>? first = null;
            return new TamperedProvider(provider) { List = pages => Keep(pages, all => first ??= all.Any(static page => page.Instances.Count > 0) ? all : null) };
        }),
        new("takes the time of the listing for that of the launch", static (provider, _) => new TamperedProvider(provider)
        {
            List = static pages => Show(pages, static one => one with { LaunchedAt = one.LaunchedAt.AddMinutes(1) }),
        }),
        new("lists what is terminated as running", static (provider, _) => new TamperedProvider(provider)
        {
            List = static pages => Show(pages, static one => one.State == InstanceState.Terminated ? one with { State = InstanceState.Running } : one),
        }),
        new("lists the instances of every estate", static (provider, cloud) => new TamperedProvider(provider)
        {
            List = pages => Page(pages, cloud.All.Where(static one => one.Tags.ContainsKey(InstanceTags.ManagedBy))),
        }),
        new("lists what bears no tags", static (provider, cloud) => new TamperedProvider(provider)
        {
            List = pages => Page(pages, cloud.All.Where(one => one.Tags.Count == 0 || InstanceTags.AreOf(provider.EstateId, one.Tags))),
        }),
        new("finds the instances of every estate", static (provider, cloud) => new TamperedProvider(provider) { Find = (token, _) => new(cloud.All.FirstOrDefault(one => one.Token == token)) }),
    ];

    private static BrokenProvider List(string name, Func<List<InstancePage>, List<InstancePage>> change) =>
        new(name, (provider, _) => new TamperedProvider(provider) { List = pages => Keep(pages, change) });

    private static async IAsyncEnumerable<InstancePage> Keep(IAsyncEnumerable<InstancePage> pages, Func<List<InstancePage>, List<InstancePage>?> change)
    {
        var all = await pages.ToListAsync();
        foreach (var page in change(all) ?? all)
            yield return page;
    }

    private static async IAsyncEnumerable<InstancePage> Page(IAsyncEnumerable<InstancePage> pages, IEnumerable<ProviderInstance> instances)
    {
        await pages.CountAsync();
        yield return new InstancePage([.. instances], IsLast: true);
    }
}
