using Microsoft.Extensions.Logging;
using Pudding.Jobs;

namespace Pudding.Worker.Commands;

internal static partial class Log
{
    [LoggerMessage(1300, LogLevel.Warning, "The directory of a job remains at {Path}: it could not be removed.")]
    public static partial void DirectoryRemains(ILogger logger, string path, Exception exception);

    [LoggerMessage(1301, LogLevel.Warning, "{Count} processes of job {JobId} could not be killed: they run as another user or are stuck in the kernel.")]
    public static partial void ProcessesRemain(ILogger logger, int count, JobId jobId);

    [LoggerMessage(1302, LogLevel.Error, "The guardian of job {JobId} ended without a report; the worker killed what the job had left. It said: {Words}")]
    public static partial void GuardianLost(ILogger logger, JobId jobId, string words);

    [LoggerMessage(1303, LogLevel.Warning, "The guardian of job {JobId} ended before the job began; it is started anew. It said: {Words}")]
    public static partial void GuardianStartsAnew(ILogger logger, JobId jobId, string words);
}
