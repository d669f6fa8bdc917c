using Pudding.Workers;

namespace Pudding.Storage;

/// <summary>Workers and their sessions: who they are, what they offer, what they hold. The obligations of <see cref="IJobStore"/> apply.</summary>
public interface IWorkerStore
{
    /// <summary>Opens a session for a worker; a former one of the same id ends, and with it its offer. Jobs that were claimed for the former one and never handed to it
    /// go back to their queue at once. One that was handed to it stays leased, acknowledged or not, since that one may have begun it: its process may live on (a message that
    /// was sent twice, or that came late, opens a session too), and goes on by naming the lease in the new session; otherwise the lease ends.</summary>
    /// <returns>The session: ascending, unique in the store; none for a worker that is retired, or whose instance is: see <see cref="ICellStore"/>.</returns>
    ValueTask<ConnectReply> ConnectAsync(WorkerRegistration registration, CancellationToken cancellationToken);

    /// <summary>Takes in a whole heartbeat, atomically, in this order:</summary>
    /// <remarks>
    /// <list type="number">
    /// <item>Results end attempts. Failure with attempts left, and a requeue, put the job back in its queue at its old place, unless someone asked
    /// to cancel it. A repeat changes nothing, the first outcome stands. A result whose token is not the job's newest, or whose job was taken back, is refused.
    /// All of these are <see cref="HeartbeatReply.Settled"/>.</item>
    /// <item>Leases that are held and whose token is the job's newest are renewed for their full duration from now; the first renewal acknowledges: the
    /// job is running and an attempt counts. The others are <see cref="HeartbeatReply.Lost"/>.</item>
    /// <item>The worker's offer becomes <see cref="Heartbeat.FreeSlots"/> less the jobs that were claimed for it and that it doesn't hold yet; never less than zero.
    /// Whether its cell and that of its instance are ready is looked at when a job is claimed, and told in <see cref="HeartbeatReply.IsDraining"/>.</item>
    /// <item>What waits for the worker is read: see <see cref="ReadInboxAsync"/>.</item>
    /// </list>
    /// </remarks>
    /// <returns>The answer; when the heartbeat did not count, its status and nothing else, and nothing was changed.</returns>
    ValueTask<HeartbeatReply> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken);

    /// <summary>What waits for a worker: jobs that were claimed for it in this session and that it has not acknowledged, and jobs that it is to stop. Nothing for a session
    /// that is not the newest. What is read counts as handed to it. Reading renews no lease: each assignment says how long its lease still holds.</summary>
    ValueTask<WorkerInbox> ReadInboxAsync(string workerId, long session, CancellationToken cancellationToken);

    /// <summary>Ends a session: the worker offers nothing more and is forgotten when no job is left, unless its cell is not ready. Jobs that the worker has not acknowledged go back to
    /// their queue at once; those that it has stay leased. Does nothing for a session that is not the newest.</summary>
    ValueTask DisconnectAsync(string workerId, long session, CancellationToken cancellationToken);

    /// <summary>Every worker.</summary>
    ValueTask<IReadOnlyList<WorkerCell>> ReadCellsAsync(CancellationToken cancellationToken);
}
