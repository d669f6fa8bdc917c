using System.Collections.Concurrent;
using Pudding.Enrolment;
using Pudding.Storage;

namespace Pudding.Testing.Tests.Broken;

/// <summary>Of tokens and credentials.</summary>
internal static class BrokenCredentials
{
    private static readonly DateTimeOffset Never = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IEnumerable<BrokenStore> All { get; } =
    [
        Redeem("lets everybody redeem a token", static redemption => redemption with { MaxUses = int.MaxValue }),
        Redeem("lets one redeem each token, however many may", static redemption => redemption with { MaxUses = 1 }),
        Redeem("takes every repeat for another machine", static redemption => redemption with { CredentialId = $"{redemption.CredentialId} of {redemption.Machine}" }),
        Redeem("never lets a token be over", static redemption => redemption with { ExpiresAt = Never }),
        Redeem("wants no enrolment token to be on record", static redemption => redemption with { Kind = TokenKind.Boot }),
        Redeem("keeps no secret", static redemption => redemption with { SecretHash = new byte[32] }),
        Redeem("makes credentials that hold for ever", static redemption => redemption with { Lifetime = TimeSpan.FromDays(10_000) }),
        Redeem("knows nothing of machines", static redemption => redemption with { Machine = null }),
        Redeem("keeps no queues", static redemption => redemption with { Grant = redemption.Grant with { Queues = [] } }),
        Redeem("keeps no slots", static redemption => redemption with { Grant = redemption.Grant with { Slots = 1 } }),
        Redeem("keeps no instances", static redemption => redemption with { Grant = redemption.Grant with { InstanceId = null } }),
        Of("repeats what was revoked", static store => new TamperedCredentialStore(store)
        {
            Redeem = async (redemption, next) => await next(redemption) is { Status: RedeemStatus.Revoked } && await store.FindAsync(redemption.CredentialId, default) is { } there
                ? new RedeemResult(RedeemStatus.Repeated, there)
                : await next(redemption),
        }),
        Of("repeats whatever secret is shown", static store => new TamperedCredentialStore(store)
        {
            Redeem = async (redemption, next) => await store.FindAsync(redemption.CredentialId, default) is { Credential.IsValid: true } there
                ? await next(redemption with { SecretHash = there.Secret.Hash })
                : await next(redemption),
        }),
        Of("counts a use before it looks", static store =>
        {
            ConcurrentDictionary<string, int> uses = [];
            return new TamperedCredentialStore(store)
            {
                Redeem = async (redemption, next) => uses.AddOrUpdate(redemption.TokenId, 1, static (_, count) => count + 1) > redemption.MaxUses
                    ? new RedeemResult(RedeemStatus.Used)
                    : await next(redemption),
            };
        }),
        Of("revokes no token", static store => new TamperedCredentialStore(store) { RevokeToken = static (_, _) => new(true) }),
        Of("revokes what was made from a token with it", static store => new TamperedCredentialStore(store)
        {
            RevokeToken = async (token, next) =>
            {
                await store.RevokeAsync(new CredentialQuery { TokenId = token }, default);
                return await next(token);
            },
        }),
        Of("finds no credential", static store => new TamperedCredentialStore(store) { Find = static (_, _) => new((StoredCredential?)null) }),
        Find("shows credentials fresh for ever", static found => found with
        {
            Credential = found.Credential with { ExpiresIn = TimeSpan.FromDays(100) }, Secret = found.Secret with { ExpiresIn = TimeSpan.FromDays(100) },
        }),
        Find("shows no other secret", static found => found with { NextSecret = null }),
        Of("puts another secret in place at once", static store => new TamperedCredentialStore(store)
        {
            Change = async (input, next) =>
            {
                await next(input);
                await store.ConfirmSecretAsync(input.Id, input.Hash, default);
                return await store.FindAsync(input.Id, default);
            },
        }),
        Of("confirms nothing", static store => new TamperedCredentialStore(store) { Confirm = static (_, _) => new(false) }),
        Of("confirms whatever is shown", static store => new TamperedCredentialStore(store) { Confirm = static async (input, next) => await next(input) || true }),
        Of("keeps the first of several other secrets", static store => new TamperedCredentialStore(store)
        {
            Change = async (input, next) => await store.FindAsync(input.Id, default) is { NextSecret: not null } there ? there : await next(input),
        }),
        Of("gives what doesn't hold another secret", static store => new TamperedCredentialStore(store)
        {
            Change = async (input, next) => await next(input) ?? await store.FindAsync(input.Id, default),
        }),
        Of("revokes nothing", static store => new TamperedCredentialStore(store)
        {
            Revoke = async (query, _) => [.. (await store.ReadAsync(query, default)).Select(static credential => credential.Id)],
        }),
        Revoke("revokes all of an instance for one", static query => query with { Id = null, InstanceId = "i1" }),
        Revoke("revokes by no instance", static query => query with { InstanceId = query.InstanceId is null ? null : "none" }),
        Revoke("revokes by no token", static query => query with { TokenId = query.TokenId is null ? null : "none" }),
        Of("reads every credential", static store => new TamperedCredentialStore(store) { Read = static (_, next) => next(new CredentialQuery()) }),
        Of("reads the newest credential first", static store => new TamperedCredentialStore(store) { Read = static async (query, next) => [.. (await next(query)).Reverse()] }),
        Of("counts no use of a token on record", static store => new TamperedCredentialStore(store) { Tokens = static tokens => tokens.Select(static token => token with { Uses = 0 }) }),
        Of("begins a token anew that is added again", static store => new TamperedCredentialStore(store)
        {
            Tokens = static tokens => tokens.Select(static token => token with { IsRevoked = false }),
        }),
        Forget("forgets nothing", static input => (TimeSpan.FromDays(1000), input.Limit)),
        Forget("forgets what is over at once", static input => (TimeSpan.Zero, input.Limit)),
        Forget("forgets all credentials at once", static input => (input.Age, 1000)),
        Of("forgets uses", static store =>
        {
            var forgot = false;
            return new TamperedCredentialStore(store)
            {
                Forget = (input, next) =>
                {
                    forgot = true;
                    return next(input);
                },
                Redeem = (redemption, next) => next(redemption with { MaxUses = forgot ? int.MaxValue : redemption.MaxUses }),
            };
        }),
        new("ends credentials when the clock is set", ["credentials"], static store => store) { TrustsTheClock = true },
    ];

    private static BrokenStore Of(string name, Func<ICredentialStore, ICredentialStore> make) => new(name, ["credentials"], store => store with { Credentials = make(store.Credentials) });

    private static BrokenStore Redeem(string name, Func<TokenRedemption, TokenRedemption> change) =>
        Of(name, store => new TamperedCredentialStore(store) { Redeem = (redemption, next) => next(change(redemption)) });

    private static BrokenStore Find(string name, Func<StoredCredential, StoredCredential> change) =>
        Of(name, store => new TamperedCredentialStore(store) { Find = async (id, next) => await next(id) is { } found ? change(found) : null });

    private static BrokenStore Revoke(string name, Func<CredentialQuery, CredentialQuery> change) =>
        Of(name, store => new TamperedCredentialStore(store) { Revoke = (query, next) => next(change(query)) });

    private static BrokenStore Forget(string name, Func<(TimeSpan Age, int Limit), (TimeSpan Age, int Limit)> change) =>
        Of(name, store => new TamperedCredentialStore(store) { Forget = (input, next) => next(change(input)) });
}
