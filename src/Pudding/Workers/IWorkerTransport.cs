using Pudding.Logs;

namespace Pudding.Workers;

/// <summary>How a worker reaches the farm: in process, or over HTTP. Implementations are thread-safe. Nothing relies on the order of messages:
/// a call that fails or is cancelled may have been carried out, and repeating it is safe.</summary>
public interface IWorkerTransport
{
    /// <summary>Introduces a worker and opens a session; a former session of the same id ends.</summary>
    /// <returns>The session, quoted in every heartbeat; none for a worker that was retired.</returns>
    /// <exception cref="ArgumentException">A field of the registration is wrong; the message names it.</exception>
    ValueTask<ConnectReply> ConnectAsync(WorkerRegistration registration, CancellationToken cancellationToken);

    /// <summary>Reports and asks for work. The answer may be held back for <see cref="Heartbeat.Wait"/>; a newer heartbeat of the session ends the wait.</summary>
    /// <exception cref="ArgumentException">A field of the heartbeat is wrong; the message names it, and nothing was changed.</exception>
    ValueTask<HeartbeatReply> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken);

    /// <summary>Ends a session in order: the worker takes no more work. Jobs that it still holds stay leased until they end or their lease does.</summary>
    ValueTask DisconnectAsync(string workerId, long session, CancellationToken cancellationToken);

    /// <summary>Appends to the log of a job. What is already there is a repeat, to be ignored.</summary>
    /// <returns>What became of it, and where the next piece begins.</returns>
    ValueTask<LogAppendResult> AppendLogAsync(JobLogChunk chunk, CancellationToken cancellationToken);
}
