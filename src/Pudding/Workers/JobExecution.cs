using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pudding.Jobs;
using Pudding.Telemetry;

namespace Pudding.Workers;

/// <summary>One attempt at a job on this worker, from its assignment to its result.</summary>
internal sealed class JobExecution : IDisposable
{
    /// <summary>So that a job that always gives itself back doesn't keep the farm busy with nothing.</summary>
    private static readonly TimeSpan ShortestRequeue = TimeSpan.FromSeconds(1);

    private readonly WorkerEnvironment _environment;
    private readonly WorkerDescriptor _descriptor;
    private readonly JobLogBuffer _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LeaseClock _lease;
    private readonly long _startedAt;
    private int _cause;

    public JobExecution(JobAssignment assignment, WorkerDescriptor descriptor, WorkerEnvironment environment, TimeSpan leaseMargin, long leaseFrom)
    {
        Assignment = assignment;
        _descriptor = descriptor;
        _environment = environment;
        _log = new JobLogBuffer(assignment.Lease, assignment.Secrets, environment);
        _lease = new LeaseClock(leaseMargin, environment.Clock, () => Stop(StopCause.LeaseRunsOut));
        _lease.HoldsFrom(leaseFrom, assignment.LeaseRemaining);
        _startedAt = environment.Clock.GetTimestamp();
    }

    public JobAssignment Assignment { get; }

    /// <summary>The handler itself, which may go on after its result was settled without it.</summary>
    public Task Handler { get; private set; } = Task.CompletedTask;

    /// <summary>Whether the farm has taken the job away: then nobody wants the result.</summary>
    public bool IsLost => Cause == StopCause.LeaseLost;

    private StopCause Cause => (StopCause)Volatile.Read(ref _cause);

    /// <summary>Whether the handler has been told to stop.</summary>
    public bool IsStopping => Cause != StopCause.None;

    public DrainingJob ToDrainingJob(string worker) => new()
    {
        Id = Assignment.JobId,
        Name = Assignment.Name,
        Tenant = Assignment.Tenant,
        Queue = Assignment.Queue,
        WorkerId = worker,
        HeldFor = _environment.Clock.GetElapsedTime(_startedAt),
    };

    public void RenewedFrom(long timestamp) => _lease.HoldsFrom(timestamp, Assignment.LeaseDuration);

    /// <summary>Tells the handler to stop. The first cause counts, but for a lost lease, which outdoes all.</summary>
    public void Stop(StopCause cause)
    {
        if (Interlocked.CompareExchange(ref _cause, (int)cause, (int)StopCause.None) != (int)StopCause.None)
        {
            if (cause == StopCause.LeaseLost)
                Volatile.Write(ref _cause, (int)cause);
            return;
        }

        _stopped.TrySetResult();

        // Handlers' callbacks run in here; one that throws must not harm the worker.
        _ = CancelAsync();
    }

    /// <summary>Runs the job to its result: the handler's own, or when the handler doesn't stop in time, what the cause says.</summary>
    public async Task<JobResult> RunAsync()
    {
        // Handlers may block; the worker's loop must not.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

        using var activity = _environment.Instruments.Activities.StartActivity(PuddingTelemetry.RunActivity, ActivityKind.Consumer);
        activity?.SetTag(PuddingTelemetry.QueueTag, Assignment.Queue);
        using var timeout = new CancellationTokenSource(Assignment.Timeout, _environment.Clock);
        await using var onTimeout = timeout.Token.Register(() => Stop(StopCause.TimedOut)).ConfigureAwait(false);
        using var flusher = _log.StartFlushing();

        SayWhatIsNotMasked();

        var handler = HandleAsync();
        Handler = handler;
        var outcome = Assignment.Secrets.Mask(await FirstOfAsync(handler).ConfigureAwait(false));
        _lease.Dispose();
        await _log.CompleteAsync().ConfigureAwait(false);
        activity?.SetTag(PuddingTelemetry.OutcomeTag, outcome.Kind.ToString());
        return new JobResult { Lease = Assignment.Lease, Outcome = outcome, RanFor = _environment.Clock.GetElapsedTime(_startedAt) };
    }

    public void Dispose()
    {
        // Not the token's source: its callbacks may still be running.
        _lease.Dispose();
    }

    private void SayWhatIsNotMasked()
    {
        foreach (var name in Assignment.Secrets.Names.Where(name => !Assignment.Secrets[name].IsMaskable))
            _log.WriteLine($"[the secret {name} is too short to be masked in this log]");
    }

    private async Task CancelAsync()
    {
        try
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.StopCallbackFailed(_environment.Logger, Assignment.JobId, Assignment.Secrets.Mask(exception));
        }
    }

    private async Task<JobOutcome> FirstOfAsync(Task<JobOutcome> handler)
    {
        await Task.WhenAny(handler, _stopped.Task).ConfigureAwait(false);
        if (!handler.IsCompleted)
        {
            try
            {
                await handler.WaitAsync(_descriptor.Options.CancelGrace, _environment.Clock, CancellationToken.None).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                Log.HandlerIgnoresStop(_environment.Logger, Assignment.JobId, Cause, _descriptor.Options.CancelGrace);
                return OutcomeOfStop($" Its handler went on for more than {_descriptor.Options.CancelGrace} after it was told to stop, and was abandoned.");
            }
        }

        var outcome = await handler.ConfigureAwait(false);
        return Cause switch
        {
            // What has succeeded has succeeded, also when it was about to be stopped; but a limit is a limit.
            StopCause.None => outcome,
            StopCause.TimedOut => OutcomeOfStop(""),
            _ when outcome.Kind == JobOutcomeKind.Succeeded => outcome,
            StopCause.HostStops when outcome.IsFailure => outcome,
            _ => OutcomeOfStop(""),
        };
    }

    private async Task<JobOutcome> HandleAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var scope = _environment.Scopes.CreateAsyncScope();
        try
        {
            var handler = _descriptor.CreateHandler(scope.ServiceProvider);
            var context = new JobContext(Assignment, scope.ServiceProvider, _log, () => _lease.Remaining);
            var outcome = await handler.RunAsync(context, _stop.Token).ConfigureAwait(false);
            return outcome switch
            {
                null => JobOutcome.Failed("The handler returned null instead of an outcome."),
                { Kind: JobOutcomeKind.Requeue } when outcome.Delay < ShortestRequeue => JobOutcome.Requeue(ShortestRequeue, outcome.Reason),
                _ => outcome,
            };
        }
        catch (OperationCanceledException) when (Cause != StopCause.None)
        {
            return JobOutcome.Cancelled;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.HandlerThrew(_environment.Logger, Assignment.JobId, Assignment.Secrets.Mask(exception));
            var reason = Assignment.Secrets.Mask($"The handler threw {exception.GetType().Name}: {exception.Message}");
            _log.WriteLine(reason);
            return JobOutcome.Failed(reason);
        }
        finally
        {
            await DisposeAsync(scope).ConfigureAwait(false);
        }
    }

    /// <summary>What the job's services do as they are disposed of doesn't change how the job ended.</summary>
    private async Task DisposeAsync(AsyncServiceScope scope)
    {
        try
        {
            await scope.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.ScopeNotDisposed(_environment.Logger, Assignment.JobId, Assignment.Secrets.Mask(exception));
        }
    }

    private JobOutcome OutcomeOfStop(string remark) => Cause switch
    {
        StopCause.TimedOut => JobOutcome.TimedOut($"Ran longer than its time-out of {Assignment.Timeout}.{remark}"),
        StopCause.Cancelled => JobOutcome.Cancelled,
        StopCause.HostStops => JobOutcome.Requeue(TimeSpan.Zero, $"The host of its worker stopped.{remark}"),
        _ => JobOutcome.Requeue(TimeSpan.Zero, $"Its worker could not renew the lease in time.{remark}"),
    };
}
