using Pudding.Usage;

namespace Pudding.Storage.Patience;

/// <summary>An <see cref="IUsageStore"/> that answers in time, or fails.</summary>
internal sealed class PatientUsageStore(IUsageStore store, StorePatience patience) : IUsageStore
{
    public ValueTask<UsageCheckpoint> ReadCheckpointAsync(CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IUsageStore), token => store.ReadCheckpointAsync(token), cancellationToken);

    public ValueTask<bool> AddAsync(UsageChange change, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IUsageStore), token => store.AddAsync(change, token), cancellationToken);

    public ValueTask<UsagePage> ReadAsync(UsageQuery query, UsageKey? after, int limit, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IUsageStore), token => store.ReadAsync(query, after, limit, token), cancellationToken);

    public ValueTask<int> ForgetAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IUsageStore), token => store.ForgetAsync(before, limit, token), cancellationToken);
}
