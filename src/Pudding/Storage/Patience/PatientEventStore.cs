namespace Pudding.Storage.Patience;

/// <summary>An <see cref="IEventStore"/> that answers in time, or fails.</summary>
internal sealed class PatientEventStore(IEventStore store, StorePatience patience) : IEventStore
{
    public ValueTask<EventPage> ReadAsync(long afterSequence, int limit, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IEventStore), token => store.ReadAsync(afterSequence, limit, token), cancellationToken);

    public ValueTask<long> LatestAsync(CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IEventStore), token => store.LatestAsync(token), cancellationToken);

    public ValueTask<long?> ReadCursorAsync(string consumer, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IEventStore), token => store.ReadCursorAsync(consumer, token), cancellationToken);

    public ValueTask SaveCursorAsync(string consumer, long sequence, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IEventStore), token => store.SaveCursorAsync(consumer, sequence, token), cancellationToken);

    public ValueTask ForgetCursorAsync(string consumer, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IEventStore), token => store.ForgetCursorAsync(consumer, token), cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, long>> ReadCursorsAsync(CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IEventStore), token => store.ReadCursorsAsync(token), cancellationToken);
}
