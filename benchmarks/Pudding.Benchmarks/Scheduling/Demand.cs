using Pudding.Tenants;

namespace Pudding.Benchmarks.Scheduling;

/// <summary>The same work for everyone who is measured: who the tenants are, and how long the jobs run, spread at random from a fixed seed.</summary>
internal sealed class Demand
{
    /// <summary>How many decisions are measured at a time.</summary>
    public const int Operations = 100_000;

    /// <summary>How many jobs run at once.</summary>
    public const int Slots = 1024;

    public Demand(int tenants, Shape shape)
    {
        var random = new Random(4711);
        var width = (int)Math.Sqrt(tenants);
        Tenants = new TenantPath[tenants];
        for (var i = 0; i < tenants; i++)
            Tenants[i] = TenantPath.Parse(shape == Shape.Flat ? $"t{i}" : $"o{i / width}/p{i % width}");
        Runtimes = new long[1 << 16];
        for (var i = 0; i < Runtimes.Length; i++)
            Runtimes[i] = (long)(-Math.Log(1 - random.NextDouble()) * 300 * TimeSpan.TicksPerSecond);
    }

    public TenantPath[] Tenants { get; }

    /// <summary>Exponential around 5 minutes, in ticks; a power of two of them.</summary>
    public long[] Runtimes { get; }

    public long Runtime(int number) => Runtimes[number & (Runtimes.Length - 1)];
}
