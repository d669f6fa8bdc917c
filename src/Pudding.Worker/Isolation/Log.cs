using Microsoft.Extensions.Logging;

namespace Pudding.Worker.Isolation;

internal static partial class Log
{
    [LoggerMessage(1310, LogLevel.Warning, "Jobs are not kept apart: {Reason}. They run as the worker's own user, and can read what it can.")]
    public static partial void NotIsolated(ILogger logger, string reason);

    [LoggerMessage(1311, LogLevel.Information, "Jobs run as the users {First} to {Last}; {Groups}.")]
    public static partial void Isolated(ILogger logger, int first, int last, string groups);

    [LoggerMessage(1312, LogLevel.Information, "Jobs are kept from the cloud's metadata service ({By}).")]
    public static partial void MetadataBlocked(ILogger logger, string by);

    [LoggerMessage(1313, LogLevel.Warning, "{Lacking}")]
    public static partial void NotKept(ILogger logger, string lacking);
}
