using Microsoft.Extensions.DependencyInjection;

namespace Pudding.Testing.Tests;

// snippet: harness
/// <summary>Makes in-memory stores whose clock is moved by hand.</summary>
internal sealed class InMemoryHarness : StoreHarness
{
    private ServiceProvider? _services;
    private SkewedClock _clock = new();

    public override StoreAbilities Abilities =>
        StoreAbilities.PassTime | StoreAbilities.ManualTime | StoreAbilities.SetClock | StoreAbilities.SmallLogs;

    public override int LogCapacity => 1000;

    public override async ValueTask<StoreSet> CreateAsync(CancellationToken cancellationToken)
    {
        await DropAsync();
        _clock = new SkewedClock();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddPudding().UseInMemoryStore(options => options.LogCapacity = LogCapacity);
        _services = services.BuildServiceProvider();
        return StoreSet.From(_services);
    }

    public override ValueTask AdvanceAsync(TimeSpan by, CancellationToken cancellationToken)
    {
        _clock.Advance(by);
        return ValueTask.CompletedTask;
    }

    public override ValueTask SetClockAsync(TimeSpan by, CancellationToken cancellationToken)
    {
        _clock.Skew += by;
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await DropAsync();
        await base.DisposeAsync();
    }

    private ValueTask DropAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;
}
// end snippet
