using Pudding.Workers;

namespace Pudding.Storage.Patience;

/// <summary>An <see cref="IWorkerStore"/> that answers in time, or fails.</summary>
internal sealed class PatientWorkerStore(IWorkerStore store, StorePatience patience) : IWorkerStore
{
    public ValueTask<ConnectReply> ConnectAsync(WorkerRegistration registration, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IWorkerStore), token => store.ConnectAsync(registration, token), cancellationToken);

    public ValueTask<HeartbeatReply> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IWorkerStore), token => store.HeartbeatAsync(heartbeat, token), cancellationToken);

    public ValueTask<WorkerInbox> ReadInboxAsync(string workerId, long session, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IWorkerStore), token => store.ReadInboxAsync(workerId, session, token), cancellationToken);

    public ValueTask DisconnectAsync(string workerId, long session, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IWorkerStore), token => store.DisconnectAsync(workerId, session, token), cancellationToken);

    public ValueTask<IReadOnlyList<WorkerCell>> ReadCellsAsync(CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IWorkerStore), token => store.ReadCellsAsync(token), cancellationToken);
}
