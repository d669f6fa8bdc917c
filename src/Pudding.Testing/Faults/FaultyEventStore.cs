using Pudding.Storage;

namespace Pudding.Testing.Faults;

/// <summary>An <see cref="IEventStore"/> whose calls fail as a plan wants it.</summary>
internal sealed class FaultyEventStore(IEventStore store, FaultPlan plan) : IEventStore
{
    public ValueTask<EventPage> ReadAsync(long afterSequence, int limit, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IEventStore), nameof(ReadAsync), () => store.ReadAsync(afterSequence, limit, cancellationToken), cancellationToken);

    public ValueTask<long> LatestAsync(CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IEventStore), nameof(LatestAsync), () => store.LatestAsync(cancellationToken), cancellationToken);

    public ValueTask<long?> ReadCursorAsync(string consumer, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IEventStore), nameof(ReadCursorAsync), () => store.ReadCursorAsync(consumer, cancellationToken), cancellationToken);

    public ValueTask SaveCursorAsync(string consumer, long sequence, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IEventStore), nameof(SaveCursorAsync), () => store.SaveCursorAsync(consumer, sequence, cancellationToken), cancellationToken);

    public ValueTask ForgetCursorAsync(string consumer, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IEventStore), nameof(ForgetCursorAsync), () => store.ForgetCursorAsync(consumer, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, long>> ReadCursorsAsync(CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IEventStore), nameof(ReadCursorsAsync), () => store.ReadCursorsAsync(cancellationToken), cancellationToken);
}
