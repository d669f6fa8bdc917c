using Microsoft.Extensions.Options;
using Pudding.Hosting;

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
        Controllers = [.. descriptors.Select(pool => Create(pool, environment, services, options.Value))];
    }

    public IReadOnlyList<PoolController> Controllers { get; }

    IReadOnlyList<PoolStatus> IPoolControl.Pools => [.. Controllers.Select(static controller => controller.Status)];

    public async Task EmptyAsync(string pool, CancellationToken cancellationToken = default)
    {
        var controller = Controllers.FirstOrDefault(one => one.Name == pool) ?? throw new ArgumentException($"pool: there is no pool '{pool}'.", nameof(pool));
        if (!controller.IsActive)
            throw new InvalidOperationException($"Pool '{pool}' is run by the host that schedules, and this is not it (yet).");
        controller.Empty();
        var before = controller.Rounds;
        while (controller.Rounds <= before + 1 || controller.Status.Instances.Count > 0)
        {
            await Task.Delay(LookAgain, _clock, cancellationToken).ConfigureAwait(false);
            if (!controller.IsActive)
                throw new InvalidOperationException($"Another host schedules by now; pool '{pool}' is its business.");
        }
    }

    public void Dispose()
    {
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
