using Pudding.Jobs;

namespace Pudding.Storage.InMemory;

/// <summary>Everything that the in-memory stores share. Whoever reads or writes holds <see cref="Gate"/>; nobody waits while holding it.</summary>
internal sealed class InMemoryDatabase(InMemoryStoreOptions options, TimeProvider clock)
{
    public Lock Gate { get; } = new();

    public TimeProvider Clock { get; } = clock;

    public InMemoryStoreOptions Options { get; } = options;

    public Dictionary<JobId, JobRecord> Jobs { get; } = [];

    public Dictionary<JobGroupId, GroupRecord> Groups { get; } = [];

    public Dictionary<string, GroupRecord> GroupsByKey { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, CellRecord> Cells { get; } = new(StringComparer.Ordinal);

    public Dictionary<JobId, JobLog> Logs { get; } = [];

    public HashSet<JobRecord> Active { get; } = [];

    public ReadyIndex Ready { get; } = new();

    public TenantLedger Tenants { get; } = new();

    public ChangeHub Changes { get; } = new();

    public EventLog Events => field ??= new EventLog(Options.EventCapacity, Changes);

    public PolicyBook Policies => field ??= new PolicyBook(this);

    public BatonRecord Baton { get; } = new();

    public DateTimeOffset Now => Clock.GetUtcNow();

    public long Timestamp => Clock.GetTimestamp();

    public long After(TimeSpan duration) => Timestamp + (long)(duration.TotalSeconds * Clock.TimestampFrequency);

    public TimeSpan Until(long timestamp) => Clock.GetElapsedTime(Timestamp, timestamp);

    public TimeSpan Since(long timestamp) => Clock.GetElapsedTime(timestamp);
}
