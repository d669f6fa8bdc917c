using Pudding.Storage;
using Pudding.Usage;

namespace Pudding.Testing.Tests.Broken;

/// <summary>An <see cref="IUsageStore"/> with calls that do something else.</summary>
internal sealed class TamperedUsageStore(IUsageStore store) : IUsageStore
{
    public Around<object?, UsageCheckpoint>? Checkpoint { get; init; }

    public Around<UsageChange, bool>? Add { get; init; }

    public Around<(UsageQuery Query, UsageKey? After, int Limit), UsagePage>? Read { get; init; }

    public Around<(DateTimeOffset Before, int Limit), int>? Forget { get; init; }

    public ValueTask<UsageCheckpoint> ReadCheckpointAsync(CancellationToken cancellationToken) =>
        Checkpoint is null ? store.ReadCheckpointAsync(cancellationToken) : Checkpoint(null, _ => store.ReadCheckpointAsync(cancellationToken));

    public ValueTask<bool> AddAsync(UsageChange change, CancellationToken cancellationToken) =>
        Add is null ? store.AddAsync(change, cancellationToken) : Add(change, input => store.AddAsync(input, cancellationToken));

    public ValueTask<UsagePage> ReadAsync(UsageQuery query, UsageKey? after, int limit, CancellationToken cancellationToken) =>
        Read is null ? store.ReadAsync(query, after, limit, cancellationToken) : Read((query, after, limit), input => store.ReadAsync(input.Query, input.After, input.Limit, cancellationToken));

    public ValueTask<int> ForgetAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        Forget is null ? store.ForgetAsync(before, limit, cancellationToken) : Forget((before, limit), input => store.ForgetAsync(input.Before, input.Limit, cancellationToken));
}
