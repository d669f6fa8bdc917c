using Microsoft.Extensions.Logging;
using Pudding.Instances;

namespace Pudding.Pools;

/// <summary>Log events 2300–2399.</summary>
internal static partial class Log
{
    [LoggerMessage(2300, LogLevel.Information, "Pool '{Pool}' grows by {Count} to {Total} instance(s).")]
    public static partial void Grows(ILogger logger, string pool, int count, int total);

    [LoggerMessage(2301, LogLevel.Information, "Pool '{Pool}': instance '{Instance}' is launched; its provider calls it {ProviderId}.")]
    public static partial void Launched(ILogger logger, string pool, string instance, string providerId);

    [LoggerMessage(2302, LogLevel.Warning, "Pool '{Pool}': launching instance '{Instance}' came to nothing ({Status}): {Error}")]
    public static partial void NotLaunched(ILogger logger, string pool, string instance, LaunchStatus status, ProviderError error);

    [LoggerMessage(2303, LogLevel.Information, "Pool '{Pool}': instance '{Instance}' is retired, no job runs on it. {Reason}")]
    public static partial void Retired(ILogger logger, string pool, string instance, string reason);

    [LoggerMessage(2304, LogLevel.Information, "Pool '{Pool}': instance '{Instance}' is terminated. {Reason}")]
    public static partial void Terminates(ILogger logger, string pool, string instance, string reason);

    [LoggerMessage(2305, LogLevel.Warning, "Pool '{Pool}': the provider does not terminate {ProviderId}: {Error}")]
    public static partial void NotTerminated(ILogger logger, string pool, string providerId, ProviderError error);

    [LoggerMessage(2306, LogLevel.Warning, "Pool '{Pool}': instance '{Instance}' is gone ({Reason}) with {Active} job(s), which go back to their queues.")]
    public static partial void Lost(ILogger logger, string pool, string instance, int active, string? reason);

    [LoggerMessage(2307, LogLevel.Error, "A round of pool '{Pool}' failed; the next one is in {Pause}.")]
    public static partial void RoundFailed(ILogger logger, string pool, TimeSpan pause, Exception exception);

    [LoggerMessage(2309, LogLevel.Warning, "Pool '{Pool}': instance '{Instance}' ({ProviderId}) is this pool's and was not on record; from now on it is.")]
    public static partial void Adopts(ILogger logger, string pool, string instance, string providerId);

    [LoggerMessage(2310, LogLevel.Error, "Pool '{Pool}': image '{Image}' can't be had, so nothing is launched: {Error}")]
    public static partial void NoImage(ILogger logger, string pool, string image, ProviderError error);

    [LoggerMessage(2308, LogLevel.Warning, "Pool '{Pool}': instance '{Instance}' ended before its worker connected, or after it had left: {Reason}. The pool waits before it launches another. See the instance's console.")]
    public static partial void NeverReady(ILogger logger, string pool, string instance, string? reason);
}
