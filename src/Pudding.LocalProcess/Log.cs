using Microsoft.Extensions.Logging;

namespace Pudding.LocalProcess;

internal static partial class Log
{
    [LoggerMessage(2400, LogLevel.Information, "Instance '{Instance}' of pool '{Pool}' was launched as process {Pid}.")]
    public static partial void Launched(this ILogger logger, string instance, string pool, int pid);

    [LoggerMessage(2401, LogLevel.Warning, "Instance '{Instance}' was found as process {Pid}: the host that launched it was killed before it could write that down.")]
    public static partial void Adopted(this ILogger logger, string instance, int pid);

    [LoggerMessage(2402, LogLevel.Information, "Instance '{Instance}' (process {Pid}) is being terminated.")]
    public static partial void Terminating(this ILogger logger, string instance, int pid);

    [LoggerMessage(2403, LogLevel.Information, "Instance '{Instance}' is gone. {Reason}")]
    public static partial void Ended(this ILogger logger, string instance, string reason);

    [LoggerMessage(2404, LogLevel.Error, "Instances could not be looked after; this is tried again.")]
    public static partial void CareFailed(this ILogger logger, Exception exception);
}
