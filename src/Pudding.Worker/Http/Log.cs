using Microsoft.Extensions.Logging;

namespace Pudding.Worker.Http;

/// <summary>Log events 2200–2299.</summary>
internal static partial class Log
{
    [LoggerMessage(2200, LogLevel.Information, "This machine is registered with the farm as worker '{Worker}'.")]
    public static partial void Registered(ILogger logger, string? worker);

    [LoggerMessage(2201, LogLevel.Information, "The credential of worker '{Worker}' has a new secret; it holds for {Lifetime}.")]
    public static partial void Renewed(ILogger logger, string? worker, TimeSpan lifetime);

    [LoggerMessage(2202, LogLevel.Warning, "The credential of worker '{Worker}' could not be given a new secret; it is tried again in {Pause}.")]
    public static partial void NotRenewed(ILogger logger, string? worker, TimeSpan pause, Exception exception);

    [LoggerMessage(2203, LogLevel.Warning, "The farm can't be reached at {Url}; it is tried again and again.")]
    public static partial void Unreachable(ILogger logger, Uri? url, Exception exception);

    [LoggerMessage(2204, LogLevel.Debug, "An answer that nobody waits for any more did not come.")]
    public static partial void LateAnswerFailed(ILogger logger, Exception exception);
}
