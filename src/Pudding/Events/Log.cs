using Microsoft.Extensions.Logging;

namespace Pudding.Events;

/// <summary>Log events 1200–1299.</summary>
internal static partial class Log
{
    [LoggerMessage(1200, LogLevel.Error, "Observer {Observer} failed; it is given the same event again in {Delay}.")]
    public static partial void ObserverFailed(ILogger logger, string observer, TimeSpan delay, Exception exception);
}
