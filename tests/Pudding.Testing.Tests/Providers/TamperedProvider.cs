using Pudding.Instances;
using Pudding.Testing.Tests.Broken;

namespace Pudding.Testing.Tests.Providers;

/// <summary>An <see cref="IInstanceProvider"/> with calls that do something else.</summary>
internal sealed class TamperedProvider(IInstanceProvider provider) : IInstanceProvider, IDisposable
{
    public Around<IReadOnlyList<LaunchRequest>, IReadOnlyList<LaunchResult>>? Launch { get; init; }

    public Func<IAsyncEnumerable<InstancePage>, IAsyncEnumerable<InstancePage>>? List { get; init; }

    public Around<string, ProviderInstance?>? Find { get; init; }

    public Around<IReadOnlyList<string>, IReadOnlyList<TerminateResult>>? Terminate { get; init; }

    public Around<string, ResolvedImage>? Resolve { get; init; }

    public Around<string, string?>? Console { get; init; }

    public Around<(string Image, IReadOnlyDictionary<string, string> Spec), IReadOnlyList<ProviderError>>? Validate { get; init; }

    public Action? Close { get; init; }

    /// <summary>Whether calls go on although they are cancelled.</summary>
    public bool IgnoresCancellation { get; init; }

    public string Name => provider.Name;

    public string EstateId { get; init; } = provider.EstateId;

    public ProviderCapabilities Capabilities { get; init; } = provider.Capabilities;

    public ValueTask<IReadOnlyList<LaunchResult>> LaunchAsync(IReadOnlyList<LaunchRequest> requests, CancellationToken cancellationToken) =>
        Launch is null ? provider.LaunchAsync(requests, Of(cancellationToken)) : Launch(requests, input => provider.LaunchAsync(input, Of(cancellationToken)));

    public IAsyncEnumerable<InstancePage> ListAsync(CancellationToken cancellationToken) =>
        List is null ? provider.ListAsync(Of(cancellationToken)) : List(provider.ListAsync(Of(cancellationToken)));

    public ValueTask<ProviderInstance?> FindByTokenAsync(string token, CancellationToken cancellationToken) =>
        Find is null ? provider.FindByTokenAsync(token, cancellationToken) : Find(token, input => provider.FindByTokenAsync(input, cancellationToken));

    public ValueTask<IReadOnlyList<TerminateResult>> TerminateAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        Terminate is null ? provider.TerminateAsync(ids, Of(cancellationToken)) : Terminate(ids, input => provider.TerminateAsync(input, Of(cancellationToken)));

    public ValueTask<ResolvedImage> ResolveImageAsync(string selector, CancellationToken cancellationToken) =>
        Resolve is null ? provider.ResolveImageAsync(selector, cancellationToken) : Resolve(selector, input => provider.ResolveImageAsync(input, cancellationToken));

    public ValueTask<string?> GetConsoleOutputAsync(string id, CancellationToken cancellationToken) =>
        Console is null ? provider.GetConsoleOutputAsync(id, cancellationToken) : Console(id, input => provider.GetConsoleOutputAsync(input, cancellationToken));

    public ValueTask<IReadOnlyList<ProviderError>> ValidateAsync(string image, IReadOnlyDictionary<string, string> spec, CancellationToken cancellationToken) =>
        Validate is null ? provider.ValidateAsync(image, spec, cancellationToken) : Validate((image, spec), input => provider.ValidateAsync(input.Image, input.Spec, cancellationToken));

    public void Dispose() => Close?.Invoke();

    private CancellationToken Of(CancellationToken cancellationToken) => IgnoresCancellation ? CancellationToken.None : cancellationToken;
}
