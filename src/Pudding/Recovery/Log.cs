using Microsoft.Extensions.Logging;

namespace Pudding.Recovery;

/// <summary>Log events 1900–1999.</summary>
internal static partial class Log
{
    [LoggerMessage(1900, LogLevel.Information, "{Kind} by {Actor} ({Reason}) begins: {Matched} job(s) fit {Query}.", EventName = "RecoveryBegan")]
    public static partial void Began(ILogger logger, RecoveryKind kind, string actor, string? reason, string query, long matched);

    [LoggerMessage(1901, LogLevel.Information, "{Kind} by {Actor} ended: {Done} job(s) done, {Skipped} left alone; whole: {IsWhole}.", EventName = "RecoveryEnded")]
    public static partial void Ended(ILogger logger, RecoveryKind kind, string actor, long done, long skipped, bool isWhole);
}
