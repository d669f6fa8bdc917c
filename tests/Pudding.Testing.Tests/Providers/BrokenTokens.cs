using System.Collections.Concurrent;
using Pudding.Instances;
using static Pudding.Testing.Tests.Providers.BrokenLaunches;

namespace Pudding.Testing.Tests.Providers;

internal static class BrokenTokens
{
    public static IEnumerable<BrokenProvider> All { get; } =
    [
        new("launches with each call", static (provider, _) =>
        {
            var calls = 0;
            return Salted(provider, _ => $"{Interlocked.Increment(ref calls)}");
        }),
        new("launches twice within a batch", static (provider, cloud) => new TamperedProvider(provider)
        {
            Launch = async (requests, next) =>
            {
                var results = (await next(requests)).ToArray();
                for (var i = 1; i < requests.Count; i++)
                {
                    if (requests.Take(i).Any(former => former.Token == requests[i].Token))
                        results[i] = cloud.Launch(provider.EstateId, requests[i] with { Token = requests[i].Token[1..] });
                }

                return results;
            },
        }),
        new("forgets the token of what is terminated", static (provider, cloud) => Salted(
            provider, token => cloud.All.Any(one => one.Token == token && one.State == InstanceState.Terminated) ? "again" : "")),
        new("looks before it launches, and remembers afterwards", static (provider, _) =>
        {
            var known = new ConcurrentDictionary<string, string>();
            var calls = 0;
            return new TamperedProvider(provider)
            {
                Launch = async (requests, next) =>
                {
                    var missing = requests.Where(request => !known.ContainsKey(request.Token)).Select(static request => request.Token).ToHashSet();
                    await Task.Delay(5);
                    foreach (var token in missing.Where(static token => token.Length is > 10 and <= 52))
                        known[token] = $"{token}{Interlocked.Increment(ref calls)}";
                    var results = await next([.. requests.Select(request => known.TryGetValue(request.Token, out var own) ? request with { Token = own } : request)]);
                    return [.. results.Zip(requests, static (result, request) => result.Instance is { } one ? LaunchResult.Launched(one with { Token = request.Token }) : result)];
                },
            };
        }),
        Launch("takes other parameters for the same", static (result, request) => result.Error is { Kind: ProviderErrorKind.IdempotencyMismatch } ? LaunchResult.Launched(Fake(request)) : result),
        new("launches anew when the parameters are others", static (provider, cloud) => new TamperedProvider(provider)
        {
            Launch = async (requests, next) =>
            {
                var results = await next(requests);
                foreach (var (request, result) in requests.Zip(results))
                {
                    if (result.Error is { Kind: ProviderErrorKind.IdempotencyMismatch })
                        cloud.Launch(provider.EstateId, request.WithToken());
                }

                return results;
            },
        }),
        new("takes a mismatch for a lack of capacity", static (provider, _) => new TamperedProvider(provider)
        {
            Launch = static async (requests, next) => [.. (await next(requests)).Select(static result =>
                result.Error is { Kind: ProviderErrorKind.IdempotencyMismatch } error ? LaunchResult.Rejected(ProviderError.InsufficientCapacity("large", error.Message)) : result)],
        }),
        new("finds nothing by token", static (provider, _) => new TamperedProvider(provider) { Find = static (_, _) => new((ProviderInstance?)null) }),
        new("finds its newest instance by any token", static (provider, cloud) => new TamperedProvider(provider)
        {
            Find = async (token, next) => await next(token) ?? cloud.All.LastOrDefault(one => InstanceTags.AreOf(provider.EstateId, one.Tags)),
        }),
    ];

    /// <summary>A provider that launches with other tokens than it is given.</summary>
    public static TamperedProvider Salted(IInstanceProvider provider, Func<string, string> salt) => new(provider)
    {
        Launch = async (requests, next) =>
        {
            var results = await next([.. requests.Select(request => request with { Token = request.Token.Length is > 10 and <= 52 ? request.Token + salt(request.Token) : request.Token })]);
            return [.. results.Zip(requests, static (result, request) => result.Instance is { } one ? LaunchResult.Launched(one with { Token = request.Token }) : result)];
        },
    };

    private static ProviderInstance Fake(LaunchRequest request) => new()
    {
        Id = "i-00000001", State = InstanceState.Running, Token = request.Token, Image = request.Image, Tags = InstanceTags.Of("estate-1", request), LaunchedAt = DateTimeOffset.UnixEpoch.AddHours(1),
    };
}
