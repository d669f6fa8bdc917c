using Microsoft.Extensions.Logging;
using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Dispatch;

/// <summary>Log events 1000–1099.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "This host schedules now (epoch {Epoch}).")]
    public static partial void TookBaton(ILogger logger, long epoch);

    [LoggerMessage(1001, LogLevel.Warning, "This host no longer schedules: another one has taken over after epoch {Epoch}.")]
    public static partial void LostBaton(ILogger logger, long epoch);

    [LoggerMessage(1002, LogLevel.Warning, "{Count} job(s) were ended or taken back by time: {Cause}.")]
    public static partial void JobsSwept(ILogger logger, int count, JobCause cause);

    [LoggerMessage(1019, LogLevel.Warning, "What the last scheduling host knew of who has used how much can't be read; it begins anew.")]
    public static partial void FairnessForgotten(ILogger logger, Exception exception);

    [LoggerMessage(1003, LogLevel.Debug, "A claim was refused: tenant '{Tenant}' is at its limit in the store. Everything is read again.")]
    public static partial void LimitReached(ILogger logger, TenantPath tenant);

    [LoggerMessage(1004, LogLevel.Error, "Jobs of tenant '{Tenant}' wait although they are ready: only the leaves of the tenant tree can hold jobs.")]
    public static partial void TenantNotLeaf(ILogger logger, TenantPath tenant, Exception exception);

    [LoggerMessage(1005, LogLevel.Error, "A round of dispatching failed; the next one is tried in {Delay}.")]
    public static partial void RoundFailed(ILogger logger, TimeSpan delay, Exception exception);

    [LoggerMessage(1006, LogLevel.Error, "Reading the store's change feed failed; it is read again in {Delay}. Until then changes are noticed late.")]
    public static partial void FeedFailed(ILogger logger, TimeSpan delay, Exception exception);

    [LoggerMessage(1007, LogLevel.Warning, "The right to schedule could not be given back; another host takes over when its lease is over.")]
    public static partial void BatonNotReleased(ILogger logger, Exception exception);

    [LoggerMessage(1008, LogLevel.Debug, "A claim was refused: the queue of job {Job} is at its limit or paused in the store. Everything is read again.")]
    public static partial void QueueLimitReached(ILogger logger, JobId job);
}
