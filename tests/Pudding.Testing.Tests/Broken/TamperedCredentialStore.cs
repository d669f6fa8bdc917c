using Pudding.Enrolment;
using Pudding.Storage;

namespace Pudding.Testing.Tests.Broken;

/// <summary>An <see cref="ICredentialStore"/> with calls that do something else.</summary>
internal sealed class TamperedCredentialStore(ICredentialStore store) : ICredentialStore
{
    public Around<EnrolmentToken, bool>? AddToken { get; init; }

    public Func<IReadOnlyList<EnrolmentToken>, IEnumerable<EnrolmentToken>>? Tokens { get; init; }

    public Around<string, bool>? RevokeToken { get; init; }

    public Around<TokenRedemption, RedeemResult>? Redeem { get; init; }

    public Around<string, StoredCredential?>? Find { get; init; }

    public Around<(string Id, ReadOnlyMemory<byte> Hash, TimeSpan Lifetime), StoredCredential?>? Change { get; init; }

    public Around<(string Id, ReadOnlyMemory<byte> Hash), bool>? Confirm { get; init; }

    public Around<CredentialQuery, IReadOnlyList<string>>? Revoke { get; init; }

    public Around<CredentialQuery, IReadOnlyList<WorkerCredential>>? Read { get; init; }

    public Around<(TimeSpan Age, int Limit), int>? Forget { get; init; }

    public async ValueTask AddTokenAsync(EnrolmentToken token, CancellationToken cancellationToken)
    {
        if (AddToken is null)
            await store.AddTokenAsync(token, cancellationToken);
        else
            await AddToken(token, async input => { await store.AddTokenAsync(input, cancellationToken); return true; });
    }

    public async ValueTask<IReadOnlyList<EnrolmentToken>> ReadTokensAsync(CancellationToken cancellationToken) =>
        await store.ReadTokensAsync(cancellationToken) is var tokens && Tokens is null ? tokens : [.. Tokens(tokens)];

    public ValueTask<bool> RevokeTokenAsync(string tokenId, CancellationToken cancellationToken) =>
        RevokeToken is null ? store.RevokeTokenAsync(tokenId, cancellationToken) : RevokeToken(tokenId, input => store.RevokeTokenAsync(input, cancellationToken));

    public ValueTask<RedeemResult> RedeemAsync(TokenRedemption redemption, CancellationToken cancellationToken) =>
        Redeem is null ? store.RedeemAsync(redemption, cancellationToken) : Redeem(redemption, input => store.RedeemAsync(input, cancellationToken));

    public ValueTask<StoredCredential?> FindAsync(string credentialId, CancellationToken cancellationToken) =>
        Find is null ? store.FindAsync(credentialId, cancellationToken) : Find(credentialId, input => store.FindAsync(input, cancellationToken));

    public ValueTask<StoredCredential?> ChangeSecretAsync(string credentialId, ReadOnlyMemory<byte> secretHash, TimeSpan lifetime, CancellationToken cancellationToken) => Change is null
        ? store.ChangeSecretAsync(credentialId, secretHash, lifetime, cancellationToken)
        : Change((credentialId, secretHash, lifetime), input => store.ChangeSecretAsync(input.Id, input.Hash, input.Lifetime, cancellationToken));

    public ValueTask<bool> ConfirmSecretAsync(string credentialId, ReadOnlyMemory<byte> secretHash, CancellationToken cancellationToken) => Confirm is null
        ? store.ConfirmSecretAsync(credentialId, secretHash, cancellationToken)
        : Confirm((credentialId, secretHash), input => store.ConfirmSecretAsync(input.Id, input.Hash, cancellationToken));

    public ValueTask<IReadOnlyList<string>> RevokeAsync(CredentialQuery query, CancellationToken cancellationToken) =>
        Revoke is null ? store.RevokeAsync(query, cancellationToken) : Revoke(query, input => store.RevokeAsync(input, cancellationToken));

    public ValueTask<IReadOnlyList<WorkerCredential>> ReadAsync(CredentialQuery query, CancellationToken cancellationToken) =>
        Read is null ? store.ReadAsync(query, cancellationToken) : Read(query, input => store.ReadAsync(input, cancellationToken));

    public ValueTask<int> ForgetAsync(TimeSpan age, int limit, CancellationToken cancellationToken) =>
        Forget is null ? store.ForgetAsync(age, limit, cancellationToken) : Forget((age, limit), input => store.ForgetAsync(input.Age, input.Limit, cancellationToken));
}
