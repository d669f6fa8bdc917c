using Microsoft.Extensions.Logging;

namespace Pudding.Maintenance;

/// <summary>Log events 1700–1799.</summary>
internal static partial class Log
{
    [LoggerMessage(1700, LogLevel.Information, "What was too old is forgotten: {Groups} group(s) of jobs, {Logs} log(s), {Events} event(s).")]
    public static partial void Forgotten(ILogger logger, int groups, int logs, long events);

    [LoggerMessage(
        1701,
        LogLevel.Warning,
        "Consumer '{Consumer}' has read events up to {Cursor} and has not read that of {At}, which is older than events are kept; it and all later ones are kept for that consumer. "
        + "If it is gone for good, forget it: IEventStore.ForgetCursorAsync(\"{Consumer}\").")]
    public static partial void ConsumerStuck(ILogger logger, string consumer, long cursor, DateTimeOffset at);

    [LoggerMessage(1702, LogLevel.Error, "Forgetting what is too old failed; it goes on in {Delay}.")]
    public static partial void RetentionFailed(ILogger logger, TimeSpan delay, Exception exception);

    [LoggerMessage(1703, LogLevel.Information, "{Count} credential(s) and enrolment token(s) that are long over are forgotten.")]
    public static partial void CredentialsForgotten(ILogger logger, int count);
}
