using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pudding.Enrolment;

namespace Pudding.AspNetCore.Workers;

/// <summary>Log events 2050–2099. None has a token, a secret, or anything else that a stranger sent in a body.</summary>
internal static partial class Log
{
    [LoggerMessage(2050, LogLevel.Warning, "A machine at {Address} was not let in: its token is {Status}.")]
    public static partial void TokenRefused(ILogger logger, IPAddress? address, RegistrationStatus status);

    [LoggerMessage(2051, LogLevel.Warning, "A request to {Path} from {Address} showed no credential that holds.")]
    public static partial void CredentialRefused(ILogger logger, IPAddress? address, PathString path);

    [LoggerMessage(2052, LogLevel.Warning, "{Count} tokens or credentials from {Address} were wrong within a minute: what it sends is refused until the minute is over, but for workers that were let in before.")]
    public static partial void TooManyFailures(ILogger logger, IPAddress? address, int count);

    [LoggerMessage(2053, LogLevel.Error, "A request of a worker to {Path} failed.")]
    public static partial void RequestFailed(ILogger logger, PathString path, Exception exception);
}
