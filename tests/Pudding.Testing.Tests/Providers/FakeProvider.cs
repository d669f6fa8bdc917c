using System.Runtime.CompilerServices;
using Pudding.Instances;

namespace Pudding.Testing.Tests.Providers;

/// <summary>A provider that keeps every promise, for a <see cref="FakeCloud"/>.</summary>
internal sealed class FakeProvider(FakeCloud cloud, string estateId) : IInstanceProvider
{
    private const string Image = "image-1";
    private const int PageSize = 2;

    public string Name => "fake";

    public string EstateId => estateId;

    public ProviderCapabilities Capabilities { get; } = new() { MaxBootstrapBytes = 1024 };

    private List<ProviderInstance> Own => [.. cloud.All.Where(instance => InstanceTags.AreOf(estateId, instance.Tags))];

    public ValueTask<IReadOnlyList<LaunchResult>> LaunchAsync(IReadOnlyList<LaunchRequest> requests, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new([.. requests.Select(request =>
            request.Check(Capabilities).Concat(Check(request.Image, request.Spec)).FirstOrDefault() is { } error ? LaunchResult.Rejected(error) : cloud.Launch(estateId, request))]);
    }

    public async IAsyncEnumerable<InstancePage> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.CompletedTask;
        var pages = Own.Chunk(PageSize).ToList();
        foreach (var page in pages)
            yield return new InstancePage(page, IsLast: false);
        yield return new InstancePage([], IsLast: true);
    }

    public ValueTask<ProviderInstance?> FindByTokenAsync(string token, CancellationToken cancellationToken) => new(Own.Find(instance => instance.Token == token));

    public ValueTask<IReadOnlyList<TerminateResult>> TerminateAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new([.. ids.Select(Terminate)]);
    }

    public ValueTask<ResolvedImage> ResolveImageAsync(string selector, CancellationToken cancellationToken) =>
        selector == "default" ? new(new ResolvedImage(Image, DateTimeOffset.UnixEpoch.AddDays(1))) : throw new ProviderException(ProviderError.NotFound(selector));

    public ValueTask<string?> GetConsoleOutputAsync(string id, CancellationToken cancellationToken) =>
        Own.Exists(instance => instance.Id == id) ? new("booted") : throw new ProviderException(ProviderError.NotFound(id));

    public ValueTask<IReadOnlyList<ProviderError>> ValidateAsync(string image, IReadOnlyDictionary<string, string> spec, CancellationToken cancellationToken) => new([.. Check(image, spec)]);

    private static IEnumerable<ProviderError> Check(string image, IReadOnlyDictionary<string, string> spec)
    {
        if (image != Image)
            yield return ProviderError.Misconfigured("Image", $"Image: there is no '{image}'.");
        foreach (var name in spec.Keys)
            yield return ProviderError.Misconfigured($"Spec.{name}", $"Spec.{name}: there is no such setting.");
    }

    private TerminateResult Terminate(string id)
    {
        if (!Own.Exists(instance => instance.Id == id))
            return new TerminateResult(id, ProviderError.NotFound(id));
        cloud.Terminate(id);
        return new TerminateResult(id);
    }
}
