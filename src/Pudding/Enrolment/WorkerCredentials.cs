using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Storage;

namespace Pudding.Enrolment;

internal sealed class WorkerCredentials(
    ICredentialStore store, CredentialCache cache, TokenCodec tokens, IOptions<EnrolmentOptions> options, ILogger<WorkerCredentials> logger) : IWorkerCredentials
{
    private const int MaxText = 200;

    public async ValueTask<RegistrationResult> RegisterAsync(RegistrationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request.Machine, "machine");
        Check(request.Agent, "agent");
        Check(request.Platform, "platform");
        var hash = CredentialRules.Hash(request.Secret, "secret");
        if (tokens.Read(request.Token) is not { } token)
            return new RegistrationResult(RegistrationStatus.Invalid);

        var id = CredentialRules.NameOf(token.Id, hash);
        var result = await store.RedeemAsync(
            new TokenRedemption
            {
                TokenId = token.Id,
                Kind = token.Kind,
                MaxUses = token.MaxUses,
                ExpiresAt = token.ExpiresAt,
                CredentialId = id,
                SecretHash = hash,
                Lifetime = options.Value.CredentialLifetime,
                WorkerId = CredentialRules.WorkerIdOf(token.Grant, id),
                Grant = token.Grant,
                Machine = request.Machine,
                Agent = request.Agent,
                Platform = request.Platform,
            },
            cancellationToken).ConfigureAwait(false);
        if (result.Status == RedeemStatus.Redeemed)
            Log.Registered(logger, result.Credential!.Credential.WorkerId, id, token.Id, request.Machine, request.Platform);
        return new RegistrationResult(StatusOf(result.Status), result.Credential?.Credential);
    }

    public bool IsKnown(string credentialId, ReadOnlyMemory<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(credentialId);
        if (cache.Find(credentialId)?.Stored is not { } stored)
            return false;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(secret.Span, hash);
        return Is(stored.Secret, hash) || (stored.NextSecret is { } next && Is(next, hash));
    }

    public ValueTask<WorkerCredential?> AuthenticateAsync(string credentialId, ReadOnlyMemory<byte> secret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credentialId);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(secret.Span, hash);
        return cache.TryGet(credentialId, out var cached) && Fits(cached.Stored.Secret, hash, cache.AgeOf(cached))
            ? new(cached.Stored.Credential.IsRevoked ? null : cached.Stored.Credential)
            : AuthenticateSlowlyAsync(credentialId, hash.ToArray(), cancellationToken);
    }

    public async ValueTask<TimeSpan?> ChangeSecretAsync(string credentialId, ReadOnlyMemory<byte> secret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credentialId);
        var hash = CredentialRules.Hash(secret, "secret");
        var changed = await store.ChangeSecretAsync(credentialId, hash, options.Value.CredentialLifetime, cancellationToken).ConfigureAwait(false);
        cache.Forget(credentialId);
        return changed is null ? null : (changed.NextSecret ?? changed.Secret).ExpiresIn;
    }

    /// <remarks>Asks the store also when what is believed is new: the secret may be one that another host has just taken in, and a refusal is final.</remarks>
    private async ValueTask<WorkerCredential?> AuthenticateSlowlyAsync(string id, byte[] hash, CancellationToken cancellationToken)
    {
        if (await cache.ReadAsync(id, cancellationToken).ConfigureAwait(false) is not { Stored: { Credential.IsRevoked: false } stored })
            return null;
        if (Fits(stored.Secret, hash, TimeSpan.Zero))
            return stored.Credential;
        if (stored.NextSecret is not { } next || !Fits(next, hash, TimeSpan.Zero))
            return null;

        // Shown for the first time: the former secret is of no use any more.
        if (!await store.ConfirmSecretAsync(id, hash, cancellationToken).ConfigureAwait(false))
            return null;
        Log.SecretChanged(logger, stored.Credential.WorkerId, id);
        return (await cache.ReadAsync(id, cancellationToken).ConfigureAwait(false))?.Stored.Credential is { IsValid: true } confirmed ? confirmed : null;
    }

    private static bool Fits(in CredentialSecret secret, ReadOnlySpan<byte> hash, TimeSpan age) =>
        Is(secret, hash) && secret.ExpiresIn > age;

    private static bool Is(in CredentialSecret secret, ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(secret.Hash.Span, hash);

    private static RegistrationStatus StatusOf(RedeemStatus status) => status switch
    {
        RedeemStatus.Redeemed or RedeemStatus.Repeated => RegistrationStatus.Registered,
        RedeemStatus.Expired => RegistrationStatus.Expired,
        RedeemStatus.Used => RegistrationStatus.Used,
        RedeemStatus.Revoked or RedeemStatus.NotFound => RegistrationStatus.Revoked,
        _ => RegistrationStatus.Invalid,
    };

    private static void Check(string? text, string field)
    {
        if (text?.Length > MaxText)
            throw new ArgumentException($"{field}: it has {text.Length} characters; at most {MaxText} are allowed.", field);
        if (text?.Any(char.IsControl) == true)
            throw new ArgumentException($"{field}: it has a control character, a line end say.", field); // it is logged
    }
}
