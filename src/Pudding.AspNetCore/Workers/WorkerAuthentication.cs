using System.Buffers.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pudding.Enrolment;

namespace Pudding.AspNetCore.Workers;

/// <summary>Who sends a request: <c>Authorization: Bearer id.secret</c>.</summary>
internal sealed class WorkerAuthentication(IWorkerCredentials credentials, FailureLimiter failures, ILogger<WorkerAuthentication> logger)
{
    private const string Scheme = "Bearer ";
    private const int MaxLength = 512;

    /// <summary>The credential; a <see cref="RequestProblemException"/> when there is none that holds.</summary>
    public async ValueTask<WorkerCredential> AuthenticateAsync(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        var shown = Read(context.Request.Headers.Authorization);
        var blockedFor = failures.BlockedFor(address);
        if (blockedFor is { } wait && !(shown is { } known && credentials.IsKnown(known.Id, known.Secret)))
            throw RequestProblemException.TooMany(wait);
        if (shown is { } some && await credentials.AuthenticateAsync(some.Id, some.Secret, context.RequestAborted).ConfigureAwait(false) is { } credential)
            return credential;

        if (blockedFor is null)
            Log.CredentialRefused(logger, address, context.Request.Path);
        failures.Add(address);
        throw RequestProblemException.WrongCredential();
    }

    private static (string Id, byte[] Secret)? Read(string? header)
    {
        if (header is null || header.Length > MaxLength || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var text = header.AsSpan(Scheme.Length).Trim();
        var dot = text.IndexOf('.');
        if (dot < 1 || !Base64Url.IsValid(text[(dot + 1)..]))
            return null;
        return (text[..dot].ToString(), Base64Url.DecodeFromChars(text[(dot + 1)..]));
    }
}
