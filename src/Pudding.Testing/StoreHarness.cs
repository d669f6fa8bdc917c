namespace Pudding.Testing;

/// <summary>What an author of a store writes so that the scenarios can be run against it: how to make an empty store, and whatever else <see cref="Abilities"/> promises.
/// One scenario uses a harness at a time.</summary>
public abstract class StoreHarness : IAsyncDisposable
{
    /// <summary>What the harness can do; the scenarios that need more are skipped.</summary>
    public abstract StoreAbilities Abilities { get; }

    /// <summary>The span of time that scenarios count in: leases hold for 6 of these, and nothing that should last two is over within one. For a harness that really waits, a call
    /// of the store should take far less.</summary>
    /// <value>10 s by default: for a clock that is moved by hand.</value>
    public virtual TimeSpan Unit => TimeSpan.FromSeconds(10);

    /// <summary>How much longer than it was made to be a span may come out, because calls take time themselves.</summary>
    /// <value>Zero by default: for a clock that stands still.</value>
    public virtual TimeSpan Slack => TimeSpan.Zero;

    /// <summary>How long a hint may take, in real time, before a scenario says that none came.</summary>
    /// <value>10 s by default.</value>
    public virtual TimeSpan Patience => TimeSpan.FromSeconds(10);

    /// <summary>With <see cref="StoreAbilities.SmallLogs"/>: how many bytes the store keeps of a job's log, from 100 to 100,000.</summary>
    /// <value>Zero by default: not said.</value>
    public virtual int LogCapacity => 0;

    /// <summary>How many random sequences the scenarios of the area <c>model</c> try, each.</summary>
    /// <value>25 by default.</value>
    public virtual int RandomRuns => 25;

    /// <summary>What the first random sequence grows from; the others take the numbers after it. A message about a failure names the one that failed.</summary>
    /// <value>1 by default.</value>
    public virtual int Seed => 1;

    /// <summary>Makes a new store without anything in it; the one before is not used any more.</summary>
    public abstract ValueTask<StoreSet> CreateAsync(CancellationToken cancellationToken);

    /// <summary>With <see cref="StoreAbilities.Durable"/>: closes the newest store as if its process ended. <see cref="ReopenAsync"/> follows; before it, time may pass:
    /// <see cref="AdvanceAsync"/>.</summary>
    /// <remarks>Does nothing by default: what time a store lets pass while it is closed is then not looked at.</remarks>
    public virtual ValueTask CloseAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>With <see cref="StoreAbilities.Durable"/>: closes the newest store as if its process ended, unless it is closed, and opens what it has written.</summary>
    public virtual ValueTask<StoreSet> ReopenAsync(CancellationToken cancellationToken) => throw Missing(nameof(ReopenAsync), StoreAbilities.Durable);

    /// <summary>With <see cref="StoreAbilities.SharedByHosts"/>: opens the newest store as a further host of the same estate would.</summary>
    public virtual ValueTask<StoreSet> JoinAsync(CancellationToken cancellationToken) => throw Missing(nameof(JoinAsync), StoreAbilities.SharedByHosts);

    /// <summary>With <see cref="StoreAbilities.PassTime"/>: completes when that much time has passed by the store's clock, and not much more.</summary>
    public virtual ValueTask AdvanceAsync(TimeSpan by, CancellationToken cancellationToken) => throw Missing(nameof(AdvanceAsync), StoreAbilities.PassTime);

    /// <summary>With <see cref="StoreAbilities.SetClock"/>: sets the store's time of day forward or back, while no time passes.</summary>
    public virtual ValueTask SetClockAsync(TimeSpan by, CancellationToken cancellationToken) => throw Missing(nameof(SetClockAsync), StoreAbilities.SetClock);

    /// <summary>Closes what is open and removes what was made.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private NotSupportedException Missing(string method, StoreAbilities ability) =>
        new($"{GetType().Name} says that it has the ability {ability}; then it overrides {method}.");
}
