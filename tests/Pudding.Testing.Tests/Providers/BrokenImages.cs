using Pudding.Instances;

namespace Pudding.Testing.Tests.Providers;

internal static class BrokenImages
{
    public static IEnumerable<BrokenProvider> All { get; } =
    [
        new("pins another image each time", static (provider, _) =>
        {
            var calls = 0;
            return new TamperedProvider(provider) { Resolve = async (selector, next) => await next(selector) is var image && calls++ == 0 ? image : image with { Id = $"{image.Id}-{calls}" } };
        }),
        new("pins what is not there", static (provider, _) => new TamperedProvider(provider) { Resolve = static (_, next) => next("default") }),
        new("finds fault with everything", static (provider, _) => new TamperedProvider(provider)
        {
            Validate = static async (input, next) => [.. (await next(input)).Append(ProviderError.Misconfigured("Zone", "Zone: it is far away."))],
        }),
        new("finds no fault with settings", static (provider, _) => new TamperedProvider(provider) { Validate = static (input, next) => next((input.Image, new Dictionary<string, string>())) }),
        new("finds no fault with images", static (provider, _) => new TamperedProvider(provider) { Validate = static (input, next) => next(("image-1", input.Spec)) }),
        new("launches to see whether it can", static (provider, cloud) => new TamperedProvider(provider)
        {
            Validate = (input, next) =>
            {
                cloud.Launch(provider.EstateId, new LaunchRequest { IntentId = Guid.NewGuid(), Attempt = 1, Pool = "trial", Image = input.Image }.WithToken());
                return next(input);
            },
        }),
        new("has no consoles", static (provider, _) => new TamperedProvider(provider) { Console = static async (id, next) => await next(id) is null ? "" : null }),
        new("forgets the console of what is gone", static (provider, cloud) => new TamperedProvider(provider)
        {
            Console = async (id, next) => await next(id) is { } text && cloud.All.Any(one => one.Id == id && one.State == InstanceState.Running) ? text : null,
        }),
        new("has an empty console for whoever is unknown", static (provider, cloud) => new TamperedProvider(provider)
        {
            Console = (id, next) => cloud.All.Any(one => one.Id == id) ? next(id) : new((string?)null),
        }),
        new("shows the consoles of every estate", static (provider, cloud) => new TamperedProvider(provider) { Console = (id, next) => cloud.All.Any(one => one.Id == id) ? new("booted") : next(id) }),
    ];
}
