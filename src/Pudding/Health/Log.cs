using Microsoft.Extensions.Logging;
using Pudding.Instances;

namespace Pudding.Health;

/// <summary>Log events 1600–1699.</summary>
internal static partial class Log
{
    [LoggerMessage(1600, LogLevel.Warning, "The {Cell} is sick and was cordoned: {Reason} It is kept for people to look at; uncordon it when it is well, or retire it.")]
    public static partial void Sick(ILogger logger, CellKey cell, string reason);

    [LoggerMessage(1601, LogLevel.Warning, "The {Cell} is sick, but goes on taking jobs: {Refusal}. {Reason}")]
    public static partial void SickButNeeded(ILogger logger, CellKey cell, string refusal, string reason);

    [LoggerMessage(1602, LogLevel.Error, "Looking for sick workers failed; it is tried again in {Delay}.")]
    public static partial void WatchFailed(ILogger logger, TimeSpan delay, Exception exception);
}
