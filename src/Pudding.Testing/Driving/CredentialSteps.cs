#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using System.Security.Cryptography;
using System.Text;
using Pudding.Enrolment;
using Pudding.Storage;

namespace Pudding.Testing.Driving;

/// <summary>What scenarios of tokens and credentials do and look at.</summary>
internal static class CredentialSteps
{
    /// <summary>A boot token, as it would be after it was verified. What its credential is called follows when it is redeemed.</summary>
    public static async Task<TokenRedemption> TokenAsync(FarmDriver farm, string id = "t1", int maxUses = 1, double units = 10_000, string instance = "i1")
    {
        var now = (await farm.EnqueueAsync()).EnqueuedAt; // the only way to learn what time it is there
        return new TokenRedemption
        {
            TokenId = id,
            Kind = TokenKind.Boot,
            MaxUses = maxUses,
            ExpiresAt = now + farm.Units(units),
            CredentialId = "",
            SecretHash = default,
            Lifetime = farm.Units(10_000),
            WorkerId = instance,
            Grant = new WorkerGrant { Queues = ["linux", "osx"], Slots = 3, InstanceId = instance, Name = "a name", Pool = "small" },
            Machine = "mini-1",
            Agent = "0.1.0",
            Platform = "linux-x64",
        };
    }

    public static Task AddAsync(FarmDriver farm, TokenRedemption token)
    {
        farm.Note($"add token {token.TokenId}");
        return farm.Store.Credentials.AddTokenAsync(
            new EnrolmentToken { Id = token.TokenId, Grant = token.Grant, MaxUses = token.MaxUses, IssuedAt = token.ExpiresAt, ExpiresAt = token.ExpiresAt, Actor = "alice" },
            farm.Stop).AsTask();
    }

    public static async Task<RedeemResult> RedeemAsync(FarmDriver farm, TokenRedemption token, string secret)
    {
        var result = await farm.Store.Credentials.RedeemAsync(token with { CredentialId = IdOf(token, secret), SecretHash = Hash(secret) }, farm.Stop);
        farm.Note($"redeem {token.TokenId} with the secret '{secret}': {result.Status}");
        return result;
    }

    /// <returns>The credential; nothing to rely on when it is expected to be refused.</returns>
    public static async Task<StoredCredential> ExpectAsync(FarmDriver farm, TokenRedemption token, string secret, RedeemStatus expected)
    {
        var result = await RedeemAsync(farm, token, secret);
        Expect.Equal($"redeeming {token.TokenId} with the secret '{secret}'", expected, result.Status);
        var isIn = expected is RedeemStatus.Redeemed or RedeemStatus.Repeated;
        Expect.Equal("whether a credential comes with it", isIn, result.Credential is not null);
        return result.Credential!;
    }

    public static ValueTask<StoredCredential?> FindAsync(FarmDriver farm, TokenRedemption token, string secret) => farm.Store.Credentials.FindAsync(IdOf(token, secret), farm.Stop);

    public static async Task<StoredCredential> ChangeAsync(FarmDriver farm, string id, string secret, double units = 10_000)
    {
        farm.Note($"give {id} the secret '{secret}'");
        return Expect.NotNull("the credential after a change of its secret", await farm.Store.Credentials.ChangeSecretAsync(id, Hash(secret), farm.Units(units), farm.Stop));
    }

    public static Task ExpectSecretsAsync(FarmDriver farm, StoredCredential? credential, string secret, string? next)
    {
        farm.Note("look at its secrets");
        var found = Expect.NotNull("the credential", credential);
        Expect.That(found.Secret.Hash.Span.SequenceEqual(Hash(secret)), $"its secret is '{secret}'", "another one");
        Expect.Equal("whether it has been given another", next is not null, found.NextSecret is not null);
        Expect.That(next is null || found.NextSecret!.Value.Hash.Span.SequenceEqual(Hash(next)), $"the other one is '{next}'", "another one");
        return Task.CompletedTask;
    }

    public static async Task ExpectRevokedAsync(FarmDriver farm, CredentialQuery query, params IReadOnlyList<string> ids) =>
        Expect.SameSet($"the credentials that are revoked by {query}", ids, await farm.Store.Credentials.RevokeAsync(query, farm.Stop));

    public static async Task ExpectReadAsync(FarmDriver farm, CredentialQuery query, params IReadOnlyList<string> ids) =>
        Expect.Same($"the credentials that fit {query}", ids, (await farm.Store.Credentials.ReadAsync(query, farm.Stop)).Select(static credential => credential.Id));

    public static string IdOf(TokenRedemption token, string secret) => $"c-{token.TokenId}-{secret}";

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
