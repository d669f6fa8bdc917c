using Pudding.Instances;
using static Pudding.Testing.Tests.Providers.BrokenLaunches;

namespace Pudding.Testing.Tests.Providers;

internal static class BrokenMemories
{
    public static IEnumerable<BrokenProvider> All { get; } =
    [
        new("terminates its instances when its host stops", static (provider, cloud) => new TamperedProvider(provider)
        {
            Close = () =>
            {
                foreach (var one in cloud.All)
                    cloud.Terminate(one.Id);
            },
        }),
        Remembering("lists only what it has launched itself", static (provider, own) => new TamperedProvider(provider)
        {
            Launch = Note(own),
            List = pages => Only(pages, own),
        }),
        Remembering("finds only what it has launched itself", static (provider, own) => new TamperedProvider(provider)
        {
            Launch = Note(own),
            Find = async (token, next) => await next(token) is { } one && own.Contains(one.Id) ? one : null,
        }),
        Remembering("terminates only what it has launched itself", static (provider, own) => new TamperedProvider(provider)
        {
            Launch = Note(own),
            Terminate = async (ids, next) =>
            {
                var results = await next([.. ids.Where(own.Contains)]);
                return [.. ids.Select(id => results.FirstOrDefault(result => result.Id == id) ?? new TerminateResult(id, ProviderError.NotFound(id)))];
            },
        }),
        new("keeps its tokens in memory", static (provider, _) =>
        {
            var host = Guid.NewGuid().ToString("N")[..6];
            return BrokenTokens.Salted(provider, _ => host);
        }),
        Remembering("keeps the parameters of launches in memory", static (provider, own) => new TamperedProvider(provider)
        {
            Launch = async (requests, next) =>
            {
                var results = await Note(own)(requests, next);
                return own.Count > 0 ? results : [.. results.Select(result => result.Error is { Kind: ProviderErrorKind.IdempotencyMismatch } error ? LaunchResult.Unknown(error.Message) : result)];
            },
        }),
        new("stops to terminate when its host stops", static (provider, _) =>
        {
            HashSet<string> ending = [];
            return new TamperedProvider(provider)
            {
                Terminate = async (ids, next) =>
                {
                    var known = (await provider.ListAsync(default).ToListAsync()).SelectMany(static page => page.Instances).Select(static one => one.Id).ToHashSet();
                    ending.UnionWith(ids.Where(known.Contains));
                    return [.. (await next([.. ids.Where(id => !known.Contains(id))])).Concat(ids.Where(known.Contains).Select(static id => new TerminateResult(id))).OrderBy(result => ids.ToList().IndexOf(result.Id))];
                },
                List = pages => Ending(provider, pages, ending),
            };
        }),
    ];

    private static BrokenProvider Remembering(string name, Func<IInstanceProvider, HashSet<string>, IInstanceProvider> make) => new(name, (provider, _) => make(provider, []));

    private static Broken.Around<IReadOnlyList<LaunchRequest>, IReadOnlyList<LaunchResult>> Note(HashSet<string> own) => async (requests, next) =>
    {
        var results = await next(requests);
        lock (own)
            own.UnionWith(results.Where(static result => result.IsLaunched).Select(static result => result.Instance!.Id));
        return results;
    };

    private static async IAsyncEnumerable<InstancePage> Only(IAsyncEnumerable<InstancePage> pages, HashSet<string> own)
    {
        await foreach (var page in pages)
            yield return page with { Instances = [.. page.Instances.Where(one => own.Contains(one.Id))] };
    }

    private static async IAsyncEnumerable<InstancePage> Ending(IInstanceProvider provider, IAsyncEnumerable<InstancePage> pages, HashSet<string> ending)
    {
        await provider.TerminateAsync([.. ending], default);
        await foreach (var page in pages)
            yield return page;
    }
}
