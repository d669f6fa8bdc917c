using Pudding.Jobs;
using Pudding.Storage.InMemory.Baton;
using Pudding.Storage.InMemory.Events;
using Pudding.Storage.InMemory.Jobs;
using Pudding.Storage.InMemory.Logs;
using Pudding.Storage.InMemory.Policies;
using Pudding.Storage.InMemory.Workers;

namespace Pudding.Storage.InMemory;

/// <summary>Everything that the in-memory stores share. Whoever reads or writes has entered it; nobody waits inside.</summary>
internal sealed class InMemoryDatabase(InMemoryStoreOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();

    public InMemoryStoreOptions Options { get; } = options;

    public JobTable Jobs { get; } = new();

    public GroupTable Groups { get; } = new();

    public ReadyIndex Ready { get; } = new();

    public TenantLedger Tenants { get; } = new();

    public WorkerTable Workers { get; } = new();

    public LogTable Logs { get; } = new(options);

    public ChangeHub Changes { get; } = new();

    public EventLog Events => field ??= new EventLog(this);

    public PolicyBook Policies => field ??= new PolicyBook(this);

    public BatonRecord Baton { get; } = new();

    public Dictionary<string, (byte[] Content, long SavedAt)> Checkpoints { get; } = new(StringComparer.Ordinal);

    /// <summary>The time of day of this call.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>The monotonic time of this call: rules leases and durations, whatever is done to the clock.</summary>
    public long Timestamp { get; private set; }

    /// <summary>Begins a call: nobody else is inside until it is disposed of, and no time passes.</summary>
    public Lock.Scope Enter()
    {
        var scope = _gate.EnterScope();
        Now = clock.GetUtcNow();
        Timestamp = clock.GetTimestamp();
        return scope;
    }

    /// <summary>The timestamp after some time; the end of time for what is further away than that.</summary>
    public long After(TimeSpan duration)
    {
        var ticks = duration.TotalSeconds * clock.TimestampFrequency;
        return ticks < long.MaxValue - Timestamp ? Timestamp + (long)ticks : long.MaxValue;
    }

    public TimeSpan Until(long timestamp) => clock.GetElapsedTime(Timestamp, timestamp);

    public TimeSpan Since(long timestamp) => clock.GetElapsedTime(timestamp, Timestamp);
}
