using System.Buffers.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pudding.Enrolment;
using Pudding.Protocol;
using Pudding.Protocol.Messages;

namespace Pudding.AspNetCore.Workers;

/// <summary>A credential for a token, and another secret for a credential.</summary>
internal sealed class RegistrationEndpoints(
    IWorkerCredentials credentials, WorkerAuthentication authentication, FailureLimiter failures, ILogger<RegistrationEndpoints> logger)
{
    private const int MaxBytes = 16 * 1024;

    public async Task RegisterAsync(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (failures.BlockedFor(address) is { } wait)
            throw RequestProblemException.TooMany(wait);
        var message = await WireBody.ReadAsync(context, WireJson.Register, MaxBytes).ConfigureAwait(false);
        var version = ProtocolVersions.Agree(message.Protocol) ?? throw RequestProblemException.TooOld(message.Protocol);
        var result = await credentials.RegisterAsync(
            new RegistrationRequest
            {
                Token = message.Token ?? throw RequestProblemException.Invalid("token", "is missing."),
                Secret = ReadSecret(message.Secret),
                Machine = message.Machine,
                Agent = message.Agent,
                Platform = message.Platform,
            },
            context.RequestAborted).ConfigureAwait(false);

        if (result.Credential is not { } credential)
        {
            failures.Add(address);
            Log.TokenRefused(logger, address, result.Status);
            throw RequestProblemException.WrongToken(Explain(result.Status));
        }

        await WireBody.WriteAsync(
            context,
            new WireRegisterReply { Protocol = version, Credential = credential.Id, WorkerId = credential.WorkerId, ExpiresInMs = (long)credential.ExpiresIn.TotalMilliseconds },
            WireJson.RegisterReply).ConfigureAwait(false);
    }

    public async Task ChangeSecretAsync(HttpContext context)
    {
        var credential = await authentication.AuthenticateAsync(context).ConfigureAwait(false);
        var message = await WireBody.ReadAsync(context, WireJson.Credential, MaxBytes).ConfigureAwait(false);
        var expiresIn = await credentials.ChangeSecretAsync(credential.Id, ReadSecret(message.Secret), context.RequestAborted).ConfigureAwait(false)
            ?? throw RequestProblemException.WrongCredential();
        await WireBody.WriteAsync(context, new WireCredentialReply { ExpiresInMs = (long)expiresIn.TotalMilliseconds }, WireJson.CredentialReply).ConfigureAwait(false);
    }

    private static byte[] ReadSecret(string? secret)
    {
        if (string.IsNullOrEmpty(secret))
            throw RequestProblemException.Invalid("secret", "is missing.");
        return Base64Url.IsValid(secret) ? Base64Url.DecodeFromChars(secret) : throw RequestProblemException.Invalid("secret", "is not base64url.");
    }

    private static string Explain(RegistrationStatus status) => status switch
    {
        RegistrationStatus.Expired => "The token is over, or what was made from it is. Ask for another one.",
        RegistrationStatus.Used => "The token was used already, with another secret. Ask for another one; if nobody used it that you know of, tell whoever made it.",
        RegistrationStatus.Revoked => "The token was revoked, or is not on record any more. Ask for another one.",
        _ => "The token is none of this estate: it is cut or changed, or was signed with another secret.",
    };
}
