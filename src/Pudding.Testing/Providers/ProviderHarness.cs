using Pudding.Instances;

namespace Pudding.Testing.Providers;

/// <summary>What an author of a provider writes so that the scenarios can be run against it: how to make a cloud without instances, and a provider for it. One scenario uses a harness at a time,
/// and calls of one scenario may come at the same time.</summary>
public abstract class ProviderHarness : IAsyncDisposable
{
    /// <summary>What the harness can do; the scenarios that need more are skipped.</summary>
    /// <value>Nothing by default.</value>
    public virtual ProviderAbilities Abilities => ProviderAbilities.None;

    /// <summary>How long, in real time and beyond <see cref="ProviderCapabilities.ConsistencyGrace"/>, it may take until an instance runs, or is gone.</summary>
    /// <value>30 s by default.</value>
    public virtual TimeSpan Patience => TimeSpan.FromSeconds(30);

    /// <summary>The image that instances are launched with, as <see cref="IInstanceProvider.ResolveImageAsync"/> takes it.</summary>
    /// <value><c>default</c> by default.</value>
    public virtual string ImageSelector => "default";

    /// <summary>A selector that no image has.</summary>
    /// <value><c>no-such-image</c> by default.</value>
    public virtual string UnknownImageSelector => "no-such-image";

    /// <summary>The settings that instances are launched with.</summary>
    /// <value>Empty by default.</value>
    public virtual IReadOnlyDictionary<string, string> Spec { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A setting that the provider must refuse, by its name alone or by its value.</summary>
    /// <value><c>no-such-setting</c> by default.</value>
    public virtual KeyValuePair<string, string> WrongSetting => new("no-such-setting", "1");

    /// <summary>With <see cref="ProviderAbilities.Console"/>: a text that every instance prints once it runs.</summary>
    /// <value>Empty by default.</value>
    public virtual string ConsoleText => "";

    /// <summary>Makes a new cloud without anything in it; the one before is not used any more, and what runs in it may be ended.</summary>
    public abstract ValueTask CreateAsync(CancellationToken cancellationToken);

    /// <summary>Makes a provider for the newest cloud, as a host that is started would: it knows nothing of the ones before.</summary>
    public abstract ValueTask<IInstanceProvider> OpenAsync(string estateId, CancellationToken cancellationToken);

    /// <summary>With <see cref="ProviderAbilities.Unowned"/>: launches something that is nobody's, past any provider.</summary>
    /// <returns>The id by which a provider would know it.</returns>
    public virtual ValueTask<string> LaunchUnownedAsync(CancellationToken cancellationToken) => throw Missing(nameof(LaunchUnownedAsync), ProviderAbilities.Unowned);

    /// <summary>With <see cref="ProviderAbilities.Unowned"/>: whether that runs.</summary>
    public virtual ValueTask<bool> IsRunningAsync(string id, CancellationToken cancellationToken) => throw Missing(nameof(IsRunningAsync), ProviderAbilities.Unowned);

    /// <summary>Lets a little time pass, for something to happen.</summary>
    public virtual async ValueTask PauseAsync(CancellationToken cancellationToken) =>
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken).ConfigureAwait(false);

    /// <summary>Ends what runs and removes what was made.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private NotSupportedException Missing(string method, ProviderAbilities ability) =>
        new($"{GetType().Name} says that it has the ability {ability}; then it overrides {method}.");
}
