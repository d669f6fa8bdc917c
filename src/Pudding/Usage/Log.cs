using Microsoft.Extensions.Logging;

namespace Pudding.Usage;

/// <summary>Log events 1800–1899.</summary>
internal static partial class Log
{
    [LoggerMessage(1800, LogLevel.Warning, "Up to {Count} event(s) before {Time:u} were gone before usage was counted from them. Usage of the time before that is incomplete, and marked so.")]
    public static partial void EventsMissed(ILogger logger, long count, DateTimeOffset time);

    [LoggerMessage(1801, LogLevel.Debug, "Another host has counted usage further. This one goes on from there.")]
    public static partial void CountedElsewhere(ILogger logger);

    [LoggerMessage(1802, LogLevel.Error, "Counting usage failed; it is tried again in {Delay}. Nothing is lost.")]
    public static partial void CountingFailed(ILogger logger, TimeSpan delay, Exception exception);
}
