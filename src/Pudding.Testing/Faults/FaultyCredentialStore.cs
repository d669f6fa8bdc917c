using Pudding.Enrolment;
using Pudding.Storage;

namespace Pudding.Testing.Faults;

/// <summary>An <see cref="ICredentialStore"/> whose calls fail as a plan wants it.</summary>
internal sealed class FaultyCredentialStore(ICredentialStore store, FaultPlan plan) : ICredentialStore
{
    public ValueTask AddTokenAsync(EnrolmentToken token, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(ICredentialStore), nameof(AddTokenAsync), () => store.AddTokenAsync(token, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<EnrolmentToken>> ReadTokensAsync(CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(ICredentialStore), nameof(ReadTokensAsync), () => store.ReadTokensAsync(cancellationToken), cancellationToken);

    public ValueTask<bool> RevokeTokenAsync(string tokenId, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(ICredentialStore), nameof(RevokeTokenAsync), () => store.RevokeTokenAsync(tokenId, cancellationToken), cancellationToken);

    public ValueTask<RedeemResult> RedeemAsync(TokenRedemption redemption, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(ICredentialStore), nameof(RedeemAsync), () => store.RedeemAsync(redemption, cancellationToken), cancellationToken);

    public ValueTask<StoredCredential?> FindAsync(string credentialId, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(ICredentialStore), nameof(FindAsync), () => store.FindAsync(credentialId, cancellationToken), cancellationToken);

    public ValueTask<StoredCredential?> ChangeSecretAsync(string credentialId, ReadOnlyMemory<byte> secretHash, TimeSpan lifetime, CancellationToken cancellationToken) => plan.RunAsync(
        typeof(ICredentialStore), nameof(ChangeSecretAsync), () => store.ChangeSecretAsync(credentialId, secretHash, lifetime, cancellationToken), cancellationToken);

    public ValueTask<bool> ConfirmSecretAsync(string credentialId, ReadOnlyMemory<byte> secretHash, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(ICredentialStore), nameof(ConfirmSecretAsync), () => store.ConfirmSecretAsync(credentialId, secretHash, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<string>> RevokeAsync(CredentialQuery query, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(ICredentialStore), nameof(RevokeAsync), () => store.RevokeAsync(query, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<WorkerCredential>> ReadAsync(CredentialQuery query, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(ICredentialStore), nameof(ReadAsync), () => store.ReadAsync(query, cancellationToken), cancellationToken);

    public ValueTask<int> ForgetAsync(TimeSpan age, int limit, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(ICredentialStore), nameof(ForgetAsync), () => store.ForgetAsync(age, limit, cancellationToken), cancellationToken);
}
