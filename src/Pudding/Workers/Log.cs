using Microsoft.Extensions.Logging;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Workers;

/// <summary>Log events 1100–1199.</summary>
internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Information, "Worker '{Worker}' is connected: {Slots} slot(s) for {Queues}.")]
    public static partial void WorkerConnected(ILogger logger, string worker, int slots, string queues);

    [LoggerMessage(1101, LogLevel.Information, "Worker '{Worker}' is drained: nothing runs, every result is settled.")]
    public static partial void WorkerDrained(ILogger logger, string worker);

    [LoggerMessage(1102, LogLevel.Warning, "The heartbeat of worker '{Worker}' failed; the next one is tried in {Delay}.")]
    public static partial void HeartbeatFailed(ILogger logger, string worker, TimeSpan delay, Exception exception);

    [LoggerMessage(1103, LogLevel.Warning, "The handler of job {Job} threw; the job fails.")]
    public static partial void HandlerThrew(ILogger logger, JobId job, Exception exception);

    [LoggerMessage(1104, LogLevel.Error, "The handler of job {Job} was told to stop ({Cause}) and went on for more than {Grace}. It is abandoned; its slot stays taken until it returns.")]
    public static partial void HandlerIgnoresStop(ILogger logger, JobId job, StopCause cause, TimeSpan grace);

    [LoggerMessage(1105, LogLevel.Error, "What job {Job} registered on its cancellation token threw.")]
    public static partial void StopCallbackFailed(ILogger logger, JobId job, Exception exception);

    [LoggerMessage(1106, LogLevel.Error, "Running job {Job} failed in the worker itself.")]
    public static partial void ExecutionFailed(ILogger logger, JobId job, Exception exception);

    [LoggerMessage(1107, LogLevel.Debug, "Sending the log of job {Job} failed; it is tried again.")]
    public static partial void LogFlushFailed(ILogger logger, JobId job, Exception exception);

    [LoggerMessage(1108, LogLevel.Warning, "The end of the log of job {Job} could not be sent and is lost.")]
    public static partial void LogNotSent(ILogger logger, JobId job);

    [LoggerMessage(1109, LogLevel.Warning, "Workers did not end in time; what they still run is taken back when the leases are over.")]
    public static partial void WorkersNotDrained(ILogger logger);

    [LoggerMessage(1110, LogLevel.Warning, "The session of worker '{Worker}' was ended: another process has its name, or the farm has forgotten it. It connects again.")]
    public static partial void SessionEnded(ILogger logger, string worker);

    [LoggerMessage(1112, LogLevel.Warning, "Worker '{Worker}' was retired: it stops what it runs, and ends.")]
    public static partial void Retired(ILogger logger, string worker);

    [LoggerMessage(1111, LogLevel.Error, "Disposing of the services of job {Job} threw; how the job ended stands.")]
    public static partial void ScopeNotDisposed(ILogger logger, JobId job, Exception exception);

    [LoggerMessage(1113, LogLevel.Information, "This host stops and waits for {Count} job(s): {Jobs}; {Patience}.")]
    public static partial void WaitsForJobs(ILogger logger, int count, string jobs, string patience);

    [LoggerMessage(1114, LogLevel.Warning, "{Count} job(s) still ran {Timeout} after this host began to stop (PuddingOptions.DrainTimeout): they are stopped and go back to their queues.")]
    public static partial void DrainTimedOut(ILogger logger, TimeSpan timeout, int count);

    [LoggerMessage(1115, LogLevel.Information, "{Move} of {Cell}, by {Actor} ({Reason}): {Status}.")]
    public static partial void CellMoved(ILogger logger, CellMove move, CellKey cell, string actor, string reason, CellStatus status);

    [LoggerMessage(1116, LogLevel.Information, "Draining {Cell}, by {Actor}: {Reason}.")]
    public static partial void DrainBegins(ILogger logger, CellKey cell, string actor, string reason);

    [LoggerMessage(1117, LogLevel.Information, "The drain of {Cell} ended after {Took}: {Status}, {Count} job(s) left.")]
    public static partial void DrainEnds(ILogger logger, CellKey cell, TimeSpan took, DrainStatus status, int count);
}
