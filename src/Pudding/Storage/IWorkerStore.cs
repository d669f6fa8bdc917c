using Pudding.Workers;

namespace Pudding.Storage;

/// <summary>The cells of workers: who they are, what they offer, whether they may take jobs. The obligations of <see cref="IJobStore"/> apply.</summary>
public interface IWorkerStore
{
    /// <summary>Opens a session for a worker; a former one of the same id ends, and with it its offer.</summary>
    /// <returns>The session: ascending, unique in the store.</returns>
    ValueTask<long> ConnectAsync(WorkerRegistration registration, CancellationToken cancellationToken);

    /// <summary>Records what a worker offers: <see cref="Heartbeat.FreeSlots"/> less the jobs that were claimed for it and that it doesn't hold yet.
    /// Reads neither leases nor results, which <see cref="IJobStore"/> takes.</summary>
    /// <returns>Whether the heartbeat counted. When it did not, nothing was changed.</returns>
    ValueTask<HeartbeatStatus> OfferAsync(Heartbeat heartbeat, CancellationToken cancellationToken);

    /// <summary>The jobs that were claimed for a worker and that it has not acknowledged.</summary>
    ValueTask<IReadOnlyList<JobAssignment>> ReadAssignmentsAsync(string workerId, CancellationToken cancellationToken);

    /// <summary>Ends a session: the cell offers nothing more and is forgotten when no job is left. Does nothing for a session that is not the newest.</summary>
    ValueTask DisconnectAsync(string workerId, long session, CancellationToken cancellationToken);

    /// <summary>Every cell.</summary>
    ValueTask<IReadOnlyList<WorkerCell>> ReadCellsAsync(CancellationToken cancellationToken);
}
