using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Testing.Faults;

/// <summary>An <see cref="IWorkerStore"/> whose calls fail as a plan wants it.</summary>
internal sealed class FaultyWorkerStore(IWorkerStore store, FaultPlan plan) : IWorkerStore
{
    public ValueTask<ConnectReply> ConnectAsync(WorkerRegistration registration, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IWorkerStore), nameof(ConnectAsync), () => store.ConnectAsync(registration, cancellationToken), cancellationToken);

    public ValueTask<HeartbeatReply> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IWorkerStore), nameof(HeartbeatAsync), () => store.HeartbeatAsync(heartbeat, cancellationToken), cancellationToken);

    public ValueTask<WorkerInbox> ReadInboxAsync(string workerId, long session, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IWorkerStore), nameof(ReadInboxAsync), () => store.ReadInboxAsync(workerId, session, cancellationToken), cancellationToken);

    public ValueTask DisconnectAsync(string workerId, long session, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IWorkerStore), nameof(DisconnectAsync), () => store.DisconnectAsync(workerId, session, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<WorkerCell>> ReadCellsAsync(CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IWorkerStore), nameof(ReadCellsAsync), () => store.ReadCellsAsync(cancellationToken), cancellationToken);
}
