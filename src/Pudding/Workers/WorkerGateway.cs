using Pudding.Logs;
using Pudding.Secrets;
using Pudding.Storage;

namespace Pudding.Workers;

/// <summary>The farm's side of the heartbeat protocol, on every host: hands each message to the store, fills secrets in, and holds an
/// answer back while there is nothing to say.</summary>
internal sealed class WorkerGateway(IWorkerStore workers, IJobLogStore logs, SecretDelivery secrets, TimeProvider clock) : IWorkerTransport, IChangeListener
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Waiter> _waiters = new(StringComparer.Ordinal);

    public ValueTask<ConnectReply> ConnectAsync(WorkerRegistration registration, CancellationToken cancellationToken)
    {
        var errors = RegistrationRules.Check(registration).ToList();
        return errors.Count > 0
            ? throw new ArgumentException(string.Join(" ", errors), nameof(registration))
            : workers.ConnectAsync(registration, cancellationToken);
    }

    public async ValueTask<HeartbeatReply> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken)
    {
        HeartbeatRules.Require(heartbeat);

        // Before the store is asked, so that what changes right after its answer still wakes.
        using var waiter = Enter(heartbeat);
        var reply = await workers.HeartbeatAsync(heartbeat, cancellationToken).ConfigureAwait(false);
        reply = reply with { Assignments = Fill(heartbeat.WorkerId, reply.Assignments, reply.Cancel) };
        if (heartbeat.Wait <= TimeSpan.Zero || HasNews(heartbeat, reply))
            return reply;

        var wait = heartbeat.Wait < MaxWait ? heartbeat.Wait : MaxWait;
        var start = clock.GetTimestamp();
        while (wait - clock.GetElapsedTime(start) is { } left && left > TimeSpan.Zero && !waiter.IsOver)
        {
            await waiter.Signal.WaitAsync(left, cancellationToken).ConfigureAwait(false);
            if (waiter.IsOver)
                break;
            var inbox = await workers.ReadInboxAsync(heartbeat.WorkerId, heartbeat.Session, cancellationToken).ConfigureAwait(false);
            reply = reply with { Assignments = Fill(heartbeat.WorkerId, inbox.Assignments, inbox.Cancel), Cancel = inbox.Cancel };
            if (HasNews(heartbeat, reply))
                return reply;
        }

        return reply;
    }

    public ValueTask DisconnectAsync(string workerId, long session, CancellationToken cancellationToken) =>
        workers.DisconnectAsync(workerId, session, cancellationToken);

    public ValueTask<LogAppendResult> AppendLogAsync(JobLogChunk chunk, CancellationToken cancellationToken) => logs.AppendAsync(chunk, cancellationToken);

    public void OnChange(in StoreChange change)
    {
        lock (_gate)
        {
            if (change.Kind is StoreChangeKind.Assigned or StoreChangeKind.CancelRequested)
            {
                if (change.WorkerId is { } worker && _waiters.TryGetValue(worker, out var waiter))
                    waiter.Signal.Set();
            }
            else if (change.Kind == StoreChangeKind.Ended)
            {
                // A job was taken away from a worker that holds it: the next heartbeat tells it so, and is not to be late.
                if (change.WorkerId is { } worker && _waiters.TryGetValue(worker, out var waiter) && waiter.Holds(new LeaseKey(change.JobId, change.FencingToken)))
                    waiter.End();
            }
            else if (change.Kind == StoreChangeKind.Missed)
            {
                foreach (var waiter in _waiters.Values)
                    waiter.Signal.Set();
            }
        }
    }

    private IReadOnlyList<JobAssignment> Fill(string workerId, IReadOnlyList<JobAssignment> assignments, IReadOnlyList<LeaseKey> cancelled) =>
        secrets.Fill(assignments, cancelled, () => Wake(workerId));

    private void Wake(string workerId)
    {
        lock (_gate)
            _waiters.GetValueOrDefault(workerId)?.Signal.Set();
    }

    private static bool HasNews(Heartbeat heartbeat, HeartbeatReply reply) =>
        reply.Status != HeartbeatStatus.Accepted
        || reply.Assignments.Count + reply.Lost.Count + reply.Settled.Count > 0
        || reply.Cancel.Except(heartbeat.Stopping).Any();

    private Waiter Enter(Heartbeat heartbeat)
    {
        var workerId = heartbeat.WorkerId;
        var waiter = new Waiter(this, heartbeat, new WakeSignal(clock));
        lock (_gate)
        {
            // A newer heartbeat of the same worker: the older one need not be held back any longer.
            if (_waiters.TryGetValue(workerId, out var older))
                older.End();
            _waiters[workerId] = waiter;
        }

        return waiter;
    }

    private sealed class Waiter(WorkerGateway gateway, Heartbeat heartbeat, WakeSignal signal) : IDisposable
    {
        private volatile bool _isOver;

        public WakeSignal Signal { get; } = signal;

        public bool IsOver => _isOver;

        public bool Holds(LeaseKey lease) => heartbeat.Held.Contains(lease);

        public void End()
        {
            _isOver = true;
            Signal.Set();
        }

        public void Dispose()
        {
            lock (gateway._gate)
            {
                if (gateway._waiters.GetValueOrDefault(heartbeat.WorkerId) == this)
                    gateway._waiters.Remove(heartbeat.WorkerId);
                Signal.Dispose();
            }
        }
    }
}
