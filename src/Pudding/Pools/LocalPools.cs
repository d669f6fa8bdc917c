using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Storage;

namespace Pudding.Pools;

/// <summary>The pools of this host.</summary>
internal sealed class LocalPools : IPoolControl, IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _clock;
    private readonly List<IDisposable> _providers = [];

    public LocalPools(IEnumerable<PoolDescriptor> descriptors, PoolEnvironment environment, IServiceProvider services, IOptions<PuddingOptions> options, TimeProvider clock)
    {
        _clock = clock;
        Signal = new WakeSignal(clock);
        Controllers = [.. descriptors.Select(pool => Create(pool, environment, services, options.Value))];
    }

    public IReadOnlyList<PoolController> Controllers { get; }

    /// <summary>Set when a round should not wait for its time.</summary>
    public WakeSignal Signal { get; }

    IReadOnlyList<PoolStatus> IPoolControl.Pools => [.. Controllers.Select(static controller => controller.Status)];

    public async Task EmptyAsync(string pool, CancellationToken cancellationToken = default)
    {
        var controller = Controllers.FirstOrDefault(one => one.Name == pool) ?? throw new ArgumentException($"pool: there is no pool '{pool}'.", nameof(pool));
        controller.Empty();
        Signal.Set();
        while (controller.Status.Instances.Count > 0 || controller.IsBusy)
            await Task.Delay(LookAgain, _clock, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        Signal.Dispose();
        foreach (var provider in _providers)
            provider.Dispose();
        _providers.Clear(); // registered under two types, so disposed of twice
    }

    private PoolController Create(PoolDescriptor pool, PoolEnvironment environment, IServiceProvider services, PuddingOptions options)
    {
        var provider = pool.CreateProvider!(services, options.EstateId!);
        if (provider is IDisposable disposable)
            _providers.Add(disposable);
        return new PoolController(pool, provider, environment);
    }
}
