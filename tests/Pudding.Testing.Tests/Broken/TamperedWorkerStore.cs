using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Testing.Tests.Broken;

/// <summary>An <see cref="IWorkerStore"/> with calls that do something else.</summary>
internal sealed class TamperedWorkerStore(IWorkerStore store) : IWorkerStore
{
    public Around<WorkerRegistration, ConnectReply>? Connect { get; init; }

    public Around<Heartbeat, HeartbeatReply>? Heartbeat { get; init; }

    public Around<(string WorkerId, long Session), WorkerInbox>? ReadInbox { get; init; }

    public Around<(string WorkerId, long Session), bool>? Disconnect { get; init; }

    public Around<object?, IReadOnlyList<WorkerCell>>? ReadCells { get; init; }

    public ValueTask<ConnectReply> ConnectAsync(WorkerRegistration registration, CancellationToken cancellationToken) =>
        Connect is null ? store.ConnectAsync(registration, cancellationToken) : Connect(registration, input => store.ConnectAsync(input, cancellationToken));

    public ValueTask<HeartbeatReply> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken) =>
        Heartbeat is null ? store.HeartbeatAsync(heartbeat, cancellationToken) : Heartbeat(heartbeat, input => store.HeartbeatAsync(input, cancellationToken));

    public ValueTask<WorkerInbox> ReadInboxAsync(string workerId, long session, CancellationToken cancellationToken) =>
        ReadInbox is null ? store.ReadInboxAsync(workerId, session, cancellationToken) : ReadInbox((workerId, session), input => store.ReadInboxAsync(input.WorkerId, input.Session, cancellationToken));

    public async ValueTask DisconnectAsync(string workerId, long session, CancellationToken cancellationToken)
    {
        if (Disconnect is null)
            await store.DisconnectAsync(workerId, session, cancellationToken);
        else
            await Disconnect((workerId, session), async input =>
            {
                await store.DisconnectAsync(input.WorkerId, input.Session, cancellationToken);
                return true;
            });
    }

    public ValueTask<IReadOnlyList<WorkerCell>> ReadCellsAsync(CancellationToken cancellationToken) =>
        ReadCells is null ? store.ReadCellsAsync(cancellationToken) : ReadCells(null, _ => store.ReadCellsAsync(cancellationToken));
}
