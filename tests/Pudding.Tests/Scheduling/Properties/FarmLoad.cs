using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Properties;

/// <summary>The jobs of one tenant in one queue: when they come and how long they take, which nobody knows before.</summary>
internal sealed class FarmLoad(TenantPath tenant, AccountQueue queue)
{
    public TenantPath Tenant { get; set; } = tenant;

    public AccountQueue Queue { get; } = queue;

    public bool IsActive { get; set; } = true;

    /// <summary>How many come at once.</summary>
    public int Batch { get; set; }

    /// <summary>The mean time between batches, in ticks.</summary>
    public double Pause { get; set; }

    /// <summary>The typical runtime, in ticks.</summary>
    public double Runtime { get; set; }

    /// <summary>How runtimes are spread: 0 all equal, 1 exponential, 2 heavy-tailed, 3 none takes any time.</summary>
    public int Shape { get; set; }

    public long NextRuntime(Random random) => (long)(Runtime * (Shape switch
    {
        0 => 1,
        1 => -Math.Log(1 - random.NextDouble()),
        2 => Math.Min(1000, 0.3 * Math.Pow(1 - random.NextDouble(), -1 / 1.2)),
        _ => 0,
    }));

    public long NextPause(Random random) => 1 + (long)(Pause * -Math.Log(1 - random.NextDouble()));
}
