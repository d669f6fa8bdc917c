using Pudding.Storage;
using Pudding.Usage;

namespace Pudding.Testing.Faults;

/// <summary>An <see cref="IUsageStore"/> whose calls fail as a plan wants it.</summary>
internal sealed class FaultyUsageStore(IUsageStore store, FaultPlan plan) : IUsageStore
{
    public ValueTask<UsageCheckpoint> ReadCheckpointAsync(CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IUsageStore), nameof(ReadCheckpointAsync), () => store.ReadCheckpointAsync(cancellationToken), cancellationToken);

    public ValueTask<bool> AddAsync(UsageChange change, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IUsageStore), nameof(AddAsync), () => store.AddAsync(change, cancellationToken), cancellationToken);

    public ValueTask<UsagePage> ReadAsync(UsageQuery query, UsageKey? after, int limit, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IUsageStore), nameof(ReadAsync), () => store.ReadAsync(query, after, limit, cancellationToken), cancellationToken);

    public ValueTask<int> ForgetAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IUsageStore), nameof(ForgetAsync), () => store.ForgetAsync(before, limit, cancellationToken), cancellationToken);
}
