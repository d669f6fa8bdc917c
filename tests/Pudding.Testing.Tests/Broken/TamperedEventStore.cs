using Pudding.Storage;

namespace Pudding.Testing.Tests.Broken;

/// <summary>An <see cref="IEventStore"/> with calls that do something else.</summary>
internal sealed class TamperedEventStore(IEventStore store) : IEventStore
{
    public Around<(long AfterSequence, int Limit), EventPage>? Read { get; init; }

    public Around<object?, long>? Latest { get; init; }

    public Around<string, long?>? ReadCursor { get; init; }

    public Around<(string Consumer, long Sequence), bool>? SaveCursor { get; init; }

    public Around<string, bool>? ForgetCursor { get; init; }

    public Around<object?, IReadOnlyDictionary<string, long>>? ReadCursors { get; init; }

    public ValueTask<EventPage> ReadAsync(long afterSequence, int limit, CancellationToken cancellationToken) =>
        Read is null ? store.ReadAsync(afterSequence, limit, cancellationToken) : Read((afterSequence, limit), input => store.ReadAsync(input.AfterSequence, input.Limit, cancellationToken));

    public ValueTask<long> LatestAsync(CancellationToken cancellationToken) =>
        Latest is null ? store.LatestAsync(cancellationToken) : Latest(null, _ => store.LatestAsync(cancellationToken));

    public ValueTask<long?> ReadCursorAsync(string consumer, CancellationToken cancellationToken) =>
        ReadCursor is null ? store.ReadCursorAsync(consumer, cancellationToken) : ReadCursor(consumer, input => store.ReadCursorAsync(input, cancellationToken));

    public async ValueTask SaveCursorAsync(string consumer, long sequence, CancellationToken cancellationToken)
    {
        if (SaveCursor is null)
            await store.SaveCursorAsync(consumer, sequence, cancellationToken);
        else
            await SaveCursor((consumer, sequence), async input =>
            {
                await store.SaveCursorAsync(input.Consumer, input.Sequence, cancellationToken);
                return true;
            });
    }

    public async ValueTask ForgetCursorAsync(string consumer, CancellationToken cancellationToken)
    {
        if (ForgetCursor is null)
            await store.ForgetCursorAsync(consumer, cancellationToken);
        else
            await ForgetCursor(consumer, async input =>
            {
                await store.ForgetCursorAsync(input, cancellationToken);
                return true;
            });
    }

    public ValueTask<IReadOnlyDictionary<string, long>> ReadCursorsAsync(CancellationToken cancellationToken) =>
        ReadCursors is null ? store.ReadCursorsAsync(cancellationToken) : ReadCursors(null, _ => store.ReadCursorsAsync(cancellationToken));
}
