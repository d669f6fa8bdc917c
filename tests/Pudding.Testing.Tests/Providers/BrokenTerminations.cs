using Pudding.Instances;

namespace Pudding.Testing.Tests.Providers;

internal static class BrokenTerminations
{
    public static IEnumerable<BrokenProvider> All { get; } =
    [
        Terminate("accepts and terminates nothing", static async (ids, next, _) => [.. (await next([])).Concat(ids.Select(static id => new TerminateResult(id)))]),
        Terminate("terminates everything", static async (ids, next, cloud) =>
        {
            var results = await next(ids);
            foreach (var one in results.Any(static result => result.IsAccepted) ? cloud.All : [])
                cloud.Terminate(one.Id);
            return results;
        }),
        Terminate("terminates the first of several", static async (ids, next, _) => [.. (await next([.. ids.Take(1)])).Concat(ids.Skip(1).Select(static id => new TerminateResult(id)))]),
        Terminate("refuses a repeat", static async (ids, next, cloud) =>
        {
            var gone = cloud.All.Where(static one => one.State != InstanceState.Running).Select(static one => one.Id).ToHashSet();
            return [.. (await next(ids)).Select(result => result.IsAccepted && gone.Contains(result.Id) ? new TerminateResult(result.Id, ProviderError.NotFound(result.Id)) : result)];
        }),
        Terminate("takes an id twice in a batch for a mistake", static async (ids, next, _) => ids.Distinct().Count() == ids.Count
            ? await next(ids)
            : [.. ids.Select(static id => new TerminateResult(id, ProviderError.Misconfigured("ids", "ids: one is there twice.")))]),
        Terminate("answers once for an id that is there twice", static (ids, next, _) => next([.. ids.Distinct()])),
        Terminate("takes what is unknown for terminated", static async (ids, next, _) => [.. (await next(ids)).Select(static result => new TerminateResult(result.Id))]),
        Terminate("fails a batch for one unknown id", static async (ids, next, cloud) =>
        {
            var known = cloud.All.Select(static one => one.Id).ToHashSet();
            return ids.All(known.Contains) ? await next(ids) : [.. ids.Select(static id => new TerminateResult(id, ProviderError.NotFound(id)))];
        }),
        Terminate("throws at an id that is malformed", static (ids, next, _) => ids.Any(static id => id.Length is 0 or > 200) ? throw new ArgumentException("Malformed.", nameof(ids)) : next(ids)),
        Terminate("terminates before it looks whether it is cancelled", static (ids, next, cloud) =>
        {
            var own = cloud.All.Where(static one => one.Tags.GetValueOrDefault(InstanceTags.Estate) == "estate-1").Select(static one => one.Id).ToHashSet();
            foreach (var id in ids.Where(own.Contains))
                cloud.Terminate(id);
            return next(ids);
        }),
        Terminate("terminates the instances of every estate", static async (ids, next, cloud) =>
        {
            var results = await next(ids);
            foreach (var one in cloud.All.Where(one => one.Tags.Count > 0 && ids.Contains(one.Id)))
                cloud.Terminate(one.Id);
            return results;
        }),
        Terminate("terminates what bears no tags", static async (ids, next, cloud) =>
        {
            var results = await next(ids);
            foreach (var one in cloud.All.Where(one => one.Tags.Count == 0 && ids.Contains(one.Id)))
                cloud.Terminate(one.Id);
            return results;
        }),
        new("shares its tokens among estates", static (provider, cloud) => new TamperedProvider(provider)
        {
            Launch = async (requests, next) => [.. (await next(requests)).Zip(requests, (result, request) =>
                cloud.All.FirstOrDefault(one => one.Token == request.Token && !InstanceTags.AreOf(provider.EstateId, one.Tags)) is { } other ? LaunchResult.Launched(other) : result)],
        }),
    ];

    private static BrokenProvider Terminate(
        string name, Func<IReadOnlyList<string>, Func<IReadOnlyList<string>, ValueTask<IReadOnlyList<TerminateResult>>>, FakeCloud, ValueTask<IReadOnlyList<TerminateResult>>> change) =>
        new(name, (provider, cloud) => new TamperedProvider(provider) { Terminate = (ids, next) => change(ids, next, cloud) });
}
