using Microsoft.Extensions.Logging;
using Pudding.Dispatch;
using Pudding.Jobs;

namespace Pudding.Workers;

/// <summary>A worker: reports by heartbeat, runs what it is assigned, reports the results until they are settled.</summary>
/// <remarks>One loop runs it; <see cref="Drain"/> and <see cref="Abort"/> may be called by anyone.</remarks>
internal sealed class Worker(string id, WorkerDescriptor descriptor, WorkerEnvironment environment, WorkerTerms ownTerms)
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterSession = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<LeaseKey, JobExecution> _running = [];
    private readonly Dictionary<LeaseKey, JobResult> _results = [];
    private readonly HashSet<Task> _abandoned = [];
    private readonly Random _random = new(id.Aggregate(17, static (hash, letter) => unchecked((hash * 31) + letter))); // the same in every process
    private WorkerTerms? _granted;
    private TaskCompletionSource _wake = NewWake();
    private bool _isDraining;
    private bool _isRetired;
    private bool _hasNews;
    private long _session;
    private long _sequence;

    /// <summary>What it runs.</summary>
    public IReadOnlyList<DrainingJob> Jobs
    {
        get
        {
            lock (_gate)
                return [.. _running.Values.Select(job => job.ToDrainingJob(id))];
        }
    }

    private WorkerTerms Terms => _granted ?? ownTerms;

    /// <summary>Takes no more jobs; the loop ends when those that run are over and settled.</summary>
    public void Drain()
    {
        lock (_gate)
            _isDraining = true;
        Wake();
    }

    /// <summary>Drains, and stops what runs: it goes back to its queue.</summary>
    public void Abort()
    {
        Drain();
        lock (_gate)
        {
            foreach (var execution in _running.Values)
                execution.Stop(StopCause.HostStops);
        }
    }

    /// <summary>Works until drained.</summary>
    /// <param name="cancellationToken">Ends it at once; what runs is lost to its lease.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = TimeSpan.Zero;
        while (!IsDone())
        {
            try
            {
                if (_session == 0)
                    await ConnectAsync(cancellationToken).ConfigureAwait(false);
                if (_session != 0)
                    await BeatAsync(cancellationToken).ConfigureAwait(false);
                pause = TimeSpan.Zero;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not OutOfMemoryException)
            {
                pause = Backoff.Next(pause, MaxPause);
                var delay = pause * (0.5 + (_random.NextDouble() / 2)); // so that those that one host has left do not come back all at once
                Log.HeartbeatFailed(environment.Logger, id, delay, exception);
                await Task.Delay(delay, environment.Clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        if (_isRetired)
        {
            await StopAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await DisconnectAsync(cancellationToken).ConfigureAwait(false);
        Log.WorkerDrained(environment.Logger, id);
    }

    /// <summary>What a retired worker had was taken away from it; its handlers have been told to stop, and are given their grace.</summary>
    private async Task StopAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wake;
            lock (_gate)
            {
                if (_running.Count == 0)
                    return;
                _wake = NewWake();
                wake = _wake.Task;
            }

            await wake.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A courtesy: without it, the farm notices by the silence.</summary>
    private async Task DisconnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_session != 0)
                await environment.Transport.DisconnectAsync(id, _session, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not OutOfMemoryException)
        {
            Log.HeartbeatFailed(environment.Logger, id, TimeSpan.Zero, exception);
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var registration = new WorkerRegistration { WorkerId = id, Queues = [.. descriptor.Options.Queues], Slots = descriptor.Options.Slots };
        var reply = await environment.Transport.ConnectAsync(registration, cancellationToken).ConfigureAwait(false);
        if (reply.Status == ConnectStatus.Retired)
        {
            Retire();
            return;
        }

        if (reply.Status != ConnectStatus.Connected)
            throw new NotSupportedException("The farm answered with a status that this version of the worker doesn't know.");

        _session = reply.Session;
        _sequence = 0;
        _granted = reply.Terms;
        Log.WorkerConnected(environment.Logger, id, Terms.Slots, string.Join(", ", descriptor.Options.Queues));
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        var heartbeat = NextHeartbeat(out var wake);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sentAt = environment.Clock.GetTimestamp();
        var call = environment.Transport.HeartbeatAsync(heartbeat, wait.Token).AsTask();
        if (await Task.WhenAny(call, wake).ConfigureAwait(false) != call)
            await wait.CancelAsync().ConfigureAwait(false);

        HeartbeatReply reply;
        try
        {
            reply = await call.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (wait.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // There is news to tell. Should the answer have held an assignment: it comes again, since it was not acknowledged.
            return;
        }

        if (reply.Status == HeartbeatStatus.Accepted)
            Apply(reply, sentAt);
        if (reply.Status == HeartbeatStatus.Retired)
            Retire();
        if (reply.Status == HeartbeatStatus.Unknown)
            throw new NotSupportedException("The farm answered with a status that this version of the worker doesn't know.");
        if (reply.Status != HeartbeatStatus.UnknownSession)
            return;

        // The farm has forgotten this worker; or another process has its name, and the two must not chase each other.
        Log.SessionEnded(environment.Logger, id);
        _session = 0;
        await Task.Delay(PauseAfterSession, environment.Clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <param name="wake">Completes when there is news that the heartbeat doesn't tell.</param>
    private Heartbeat NextHeartbeat(out Task wake)
    {
        lock (_gate)
        {
            var urgent = _hasNews || _results.Count > 0;
            _hasNews = false;
            _wake = NewWake();
            wake = _wake.Task;
            return new Heartbeat
            {
                WorkerId = id,
                Session = _session,
                Sequence = ++_sequence,
                FreeSlots = _isDraining ? 0 : Math.Max(0, Terms.Slots - _running.Count - _abandoned.Count),
                Held = [.. _running.Where(static job => !job.Value.IsLost).Select(static job => job.Key)],
                Stopping = [.. _running.Where(static job => job.Value is { IsStopping: true, IsLost: false }).Select(static job => job.Key)],
                Results = [.. _results.Values],
                Wait = urgent ? TimeSpan.Zero : Terms.HeartbeatInterval,
            };
        }
    }

    private void Apply(HeartbeatReply reply, long sentAt)
    {
        lock (_gate)
        {
            foreach (var lease in reply.Settled)
                _results.Remove(lease);
            foreach (var lease in reply.Renewed)
                _running.GetValueOrDefault(lease)?.RenewedFrom(sentAt);
            foreach (var lease in reply.Lost)
                _running.GetValueOrDefault(lease)?.Stop(StopCause.LeaseLost);
            foreach (var lease in reply.Cancel)
                _running.GetValueOrDefault(lease)?.Stop(StopCause.Cancelled);
            foreach (var assignment in reply.Assignments)
                Accept(assignment, reply.Cancel.Contains(assignment.Lease), sentAt);
        }
    }

    private void Accept(JobAssignment assignment, bool isCancelled, long sentAt)
    {
        if (_running.ContainsKey(assignment.Lease) || _results.ContainsKey(assignment.Lease))
            return;

        _hasNews = true;
        if (isCancelled || _isDraining)
        {
            var outcome = isCancelled ? JobOutcome.Cancelled : JobOutcome.Requeue(TimeSpan.Zero, "Its worker is being drained.");
            _results[assignment.Lease] = new JobResult { Lease = assignment.Lease, Outcome = outcome, RanFor = TimeSpan.Zero };
            return;
        }

        if (assignment.MissingSecrets is { Count: > 0 } missing)
        {
            var outcome = JobOutcome.Failed($"It was not run: the source of secrets doesn't have, or doesn't give it, {string.Join(", ", missing)}.");
            _results[assignment.Lease] = new JobResult { Lease = assignment.Lease, Outcome = outcome, RanFor = TimeSpan.Zero };
            return;
        }

        var execution = new JobExecution(assignment, descriptor, environment, Terms.LeaseMargin, sentAt);
        _running[assignment.Lease] = execution;
        _ = RunAsync(execution);
    }

    private async Task RunAsync(JobExecution execution)
    {
        var lease = execution.Assignment.Lease;
        JobResult result;
        try
        {
            result = await execution.RunAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            var secrets = execution.Assignment.Secrets;
            Log.ExecutionFailed(environment.Logger, lease.JobId, secrets.Mask(exception));
            var outcome = secrets.Mask(JobOutcome.Failed($"The worker failed: {exception.Message}"));
            result = new JobResult { Lease = lease, Outcome = outcome, RanFor = TimeSpan.Zero };
        }

        lock (_gate)
        {
            _running.Remove(lease);
            if (!execution.IsLost)
                _results[lease] = result;
            if (!execution.Handler.IsCompleted)
                _ = HoldSlotAsync(execution);
            else
                execution.Dispose();
            _hasNews = true;
        }

        Wake();
    }

    /// <summary>A handler that was abandoned keeps its slot until it returns: there is no other way to stop it, and its memory and threads are in use.</summary>
    private async Task HoldSlotAsync(JobExecution execution)
    {
        _abandoned.Add(execution.Handler);
        await execution.Handler.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        execution.Dispose();
        lock (_gate)
        {
            _abandoned.Remove(execution.Handler);
            _hasNews = true;
        }

        Wake();
    }

    /// <summary>The farm wants nothing of this worker any more: what it has was taken away.</summary>
    private void Retire()
    {
        Log.Retired(environment.Logger, id);
        lock (_gate)
        {
            _session = 0;
            _isRetired = true;
            _isDraining = true;
            _results.Clear();
            foreach (var execution in _running.Values)
                execution.Stop(StopCause.LeaseLost);
        }
    }

    private bool IsDone()
    {
        lock (_gate)
            return _isRetired || (_isDraining && _running.Count == 0 && _results.Count == 0);
    }

    private static TaskCompletionSource NewWake() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Wake()
    {
        lock (_gate)
            _wake.TrySetResult();
    }
}
