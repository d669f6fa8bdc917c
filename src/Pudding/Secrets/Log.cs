using Microsoft.Extensions.Logging;
using Pudding.Jobs;

namespace Pudding.Secrets;

/// <summary>Log events 1500–1599. None has a value in it.</summary>
internal static partial class Log
{
    [LoggerMessage(1500, LogLevel.Warning, "Looking up the secrets of job {Job} ({Names}) failed. The job is held back; they are looked up again in {Delay}.")]
    public static partial void LookupFailed(ILogger logger, JobId job, string names, TimeSpan delay, Exception exception);

    [LoggerMessage(1501, LogLevel.Warning, "Looking up the secrets of job {Job} ({Names}) took longer than {Timeout}. The job is held back; they are looked up again in {Delay}.")]
    public static partial void LookupTimedOut(ILogger logger, JobId job, string names, TimeSpan timeout, TimeSpan delay);

    [LoggerMessage(1502, LogLevel.Warning, "Job {Job} needs secrets ({Names}) and this host has no source of them: add UseSecretSource(…). The job is held back.")]
    public static partial void NoSource(ILogger logger, JobId job, string names);

    [LoggerMessage(1503, LogLevel.Warning, "The source of secrets doesn't know what job {Job} needs: {Names}. The job fails without being run.")]
    public static partial void SecretsUnknown(ILogger logger, JobId job, string names);
}
