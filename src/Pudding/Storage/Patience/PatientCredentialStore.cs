using Pudding.Enrolment;

namespace Pudding.Storage.Patience;

/// <summary>An <see cref="ICredentialStore"/> that answers in time, or fails.</summary>
internal sealed class PatientCredentialStore(ICredentialStore store, StorePatience patience) : ICredentialStore
{
    public ValueTask AddTokenAsync(EnrolmentToken enrolment, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICredentialStore), token => store.AddTokenAsync(enrolment, token), cancellationToken);

    public ValueTask<IReadOnlyList<EnrolmentToken>> ReadTokensAsync(CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICredentialStore), token => store.ReadTokensAsync(token), cancellationToken);

    public ValueTask<bool> RevokeTokenAsync(string tokenId, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICredentialStore), token => store.RevokeTokenAsync(tokenId, token), cancellationToken);

    public ValueTask<RedeemResult> RedeemAsync(TokenRedemption redemption, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICredentialStore), token => store.RedeemAsync(redemption, token), cancellationToken);

    public ValueTask<StoredCredential?> FindAsync(string credentialId, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICredentialStore), token => store.FindAsync(credentialId, token), cancellationToken);

    public ValueTask<StoredCredential?> ChangeSecretAsync(string credentialId, ReadOnlyMemory<byte> secretHash, TimeSpan lifetime, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICredentialStore), token => store.ChangeSecretAsync(credentialId, secretHash, lifetime, token), cancellationToken);

    public ValueTask<bool> ConfirmSecretAsync(string credentialId, ReadOnlyMemory<byte> secretHash, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICredentialStore), token => store.ConfirmSecretAsync(credentialId, secretHash, token), cancellationToken);

    public ValueTask<IReadOnlyList<string>> RevokeAsync(CredentialQuery query, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICredentialStore), token => store.RevokeAsync(query, token), cancellationToken);

    public ValueTask<IReadOnlyList<WorkerCredential>> ReadAsync(CredentialQuery query, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICredentialStore), token => store.ReadAsync(query, token), cancellationToken);

    public ValueTask<int> ForgetAsync(TimeSpan age, int limit, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(ICredentialStore), token => store.ForgetAsync(age, limit, token), cancellationToken);
}
