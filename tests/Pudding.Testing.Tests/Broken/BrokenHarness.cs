namespace Pudding.Testing.Tests.Broken;

/// <summary>Makes broken stores in memory. A restart keeps the memory, and other hosts share it, so that every scenario can be run.</summary>
internal sealed class BrokenHarness(BrokenStore broken) : StoreHarness
{
    private readonly InMemoryHarness _harness = new();
    private StoreSet? _store;
    private bool _isClosed;

    public override StoreAbilities Abilities => _harness.Abilities | StoreAbilities.Durable | (broken.IsOfOneHost ? StoreAbilities.None : StoreAbilities.SharedByHosts);

    public override TimeSpan Patience => TimeSpan.FromMilliseconds(broken == BrokenStore.Whole || broken == BrokenStore.WholeOfOneHost ? 10_000 : 100);

    public override int LogCapacity => _harness.LogCapacity;

    public override async ValueTask<StoreSet> CreateAsync(CancellationToken cancellationToken) => _store = broken.Break(await _harness.CreateAsync(cancellationToken));

    public override ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        _isClosed = true;
        return ValueTask.CompletedTask;
    }

    public override ValueTask<StoreSet> ReopenAsync(CancellationToken cancellationToken)
    {
        _isClosed = false;
        return new(broken.Reopen(_store!));
    }

    public override ValueTask<StoreSet> JoinAsync(CancellationToken cancellationToken) => new(broken.Join(_store!));

    public override ValueTask AdvanceAsync(TimeSpan by, CancellationToken cancellationToken) =>
        _isClosed && broken.SleepsWhileClosed ? ValueTask.CompletedTask : _harness.AdvanceAsync(by, cancellationToken);

    public override ValueTask SetClockAsync(TimeSpan by, CancellationToken cancellationToken) =>
        broken.TrustsTheClock && by > TimeSpan.Zero ? _harness.AdvanceAsync(by, cancellationToken) : _harness.SetClockAsync(by, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _harness.DisposeAsync();
        await base.DisposeAsync();
    }
}
