using Pudding.Hosting;
using Pudding.Storage;

namespace Pudding.Testing.Faults;

/// <summary>Puts stores that fail on purpose round others.</summary>
public static class FaultInjectionExtensions
{
    /// <summary>Makes the chosen store fail as a plan wants it, for everything in this host that uses it. Call it after <c>Use…Store</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="plan">Which calls fail, and how.</param>
    /// <exception cref="InvalidOperationException">No store was chosen yet.</exception>
    public static IPuddingBuilder AddStoreFaults(this IPuddingBuilder builder, FaultPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return builder
            .DecorateStore<IJobStore>((_, store) => new FaultyJobStore(store, plan))
            .DecorateStore<IWorkerStore>((_, store) => new FaultyWorkerStore(store, plan))
            .DecorateStore<ICellStore>((_, store) => new FaultyCellStore(store, plan))
            .DecorateStore<IBatonStore>((_, store) => new FaultyBatonStore(store, plan))
            .DecorateStore<IPolicyStore>((_, store) => new FaultyPolicyStore(store, plan))
            .DecorateStore<IEventStore>((_, store) => new FaultyEventStore(store, plan))
            .DecorateStore<IJobLogStore>((_, store) => new FaultyJobLogStore(store, plan))
            .DecorateStore<IChangeFeed>((_, store) => new FaultyChangeFeed(store, plan))
            .DecorateStore<IJobQueryStore>((_, store) => new FaultyJobQueryStore(store, plan))
            .DecorateStore<ICheckpointStore>((_, store) => new FaultyCheckpointStore(store, plan))
            .DecorateStore<IRetentionStore>((_, store) => new FaultyRetentionStore(store, plan))
            .DecorateStore<IUsageStore>((_, store) => new FaultyUsageStore(store, plan))
            .DecorateStore<ICredentialStore>((_, store) => new FaultyCredentialStore(store, plan));
    }

    /// <summary>The same store, failing as a plan wants it.</summary>
    /// <param name="store">The store; it goes on working for who uses it directly.</param>
    /// <param name="plan">Which calls fail, and how.</param>
    public static StoreSet WithFaults(this StoreSet store, FaultPlan plan)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(plan);
        return new StoreSet
        {
            Jobs = new FaultyJobStore(store.Jobs, plan),
            Workers = new FaultyWorkerStore(store.Workers, plan),
            Cells = new FaultyCellStore(store.Cells, plan),
            Baton = new FaultyBatonStore(store.Baton, plan),
            Policies = new FaultyPolicyStore(store.Policies, plan),
            Events = new FaultyEventStore(store.Events, plan),
            Logs = new FaultyJobLogStore(store.Logs, plan),
            Changes = new FaultyChangeFeed(store.Changes, plan),
            Queries = new FaultyJobQueryStore(store.Queries, plan),
            Checkpoints = new FaultyCheckpointStore(store.Checkpoints, plan),
            Retention = new FaultyRetentionStore(store.Retention, plan),
            Usage = new FaultyUsageStore(store.Usage, plan),
            Credentials = new FaultyCredentialStore(store.Credentials, plan),
        };
    }
}
