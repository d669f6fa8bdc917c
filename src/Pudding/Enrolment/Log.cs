using Microsoft.Extensions.Logging;

namespace Pudding.Enrolment;

/// <summary>Log events 2000–2049. None has a token or a secret in it; ids of these are no secrets.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Worker '{Worker}' is let in: credential {Credential}, made from token {Token}, machine '{Machine}', {Platform}.")]
    public static partial void Registered(ILogger logger, string worker, string credential, string token, string? machine, string? platform);

    [LoggerMessage(2001, LogLevel.Information, "Worker '{Worker}' shows a new secret of credential {Credential}; the former one is of no use any more.")]
    public static partial void SecretChanged(ILogger logger, string worker, string credential);

    [LoggerMessage(2002, LogLevel.Information, "Enrolment token {Token} was made by {Actor}: {Uses} use(s), for {Queues}, until {ExpiresAt:u}.")]
    public static partial void TokenMinted(ILogger logger, string token, string actor, int uses, string queues, DateTimeOffset expiresAt);

    [LoggerMessage(2003, LogLevel.Information, "Enrolment token {Token} was revoked by {Actor}.")]
    public static partial void TokenRevoked(ILogger logger, string token, string actor);

    [LoggerMessage(2004, LogLevel.Information, "Credential {Credential} was revoked by {Actor}.")]
    public static partial void CredentialRevoked(ILogger logger, string credential, string actor);
}
