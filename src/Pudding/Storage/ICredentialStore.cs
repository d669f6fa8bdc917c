using Pudding.Enrolment;

namespace Pudding.Storage;

/// <summary>By what workers show who they are: credentials, with the hashes of their secrets, and the enrolment tokens that some were made from. Neither a secret nor a token is
/// ever given to a store. The obligations of <see cref="IJobStore"/> apply.</summary>
/// <remarks>A token is over by the store's time of day. A secret is over after a span of time, which setting the clock doesn't change.</remarks>
public interface ICredentialStore
{
    /// <summary>Puts an enrolment token on record. One that is there already stays as it is.</summary>
    ValueTask AddTokenAsync(EnrolmentToken token, CancellationToken cancellationToken);

    /// <summary>Every enrolment token on record, the oldest first, with how often each was redeemed.</summary>
    ValueTask<IReadOnlyList<EnrolmentToken>> ReadTokensAsync(CancellationToken cancellationToken);

    /// <summary>Revokes an enrolment token: nobody redeems it any more, while the credentials that were made from it hold on.</summary>
    /// <returns>Whether this call did; <c>false</c> for one that is unknown or revoked.</returns>
    ValueTask<bool> RevokeTokenAsync(string tokenId, CancellationToken cancellationToken);

    /// <summary>Makes a credential from a token, atomically: however many try at once, no token is redeemed more often than it may be. The same credential again, with the secret
    /// that it has, is a repeat: it gets the credential that is there, unless that is over or revoked. A credential counts as a use as long as its token is not over.</summary>
    ValueTask<RedeemResult> RedeemAsync(TokenRedemption redemption, CancellationToken cancellationToken);

    /// <summary>A credential; <c>null</c> if unknown.</summary>
    ValueTask<StoredCredential?> FindAsync(string credentialId, CancellationToken cancellationToken);

    /// <summary>Gives a credential another secret, which takes the place of the former one when it is first used: see <see cref="ConfirmSecretAsync"/>. The secret that it has, or
    /// that it has been given, changes nothing; one that was given before and not used is dropped.</summary>
    /// <param name="credentialId">The credential.</param>
    /// <param name="secretHash">The SHA-256 of the other secret.</param>
    /// <param name="lifetime">How long the other secret holds from now.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The credential as it is afterwards; <c>null</c>, and nothing is done, for one that is unknown, over or revoked.</returns>
    ValueTask<StoredCredential?> ChangeSecretAsync(string credentialId, ReadOnlyMemory<byte> secretHash, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>The other secret was used: the former one is dropped. Does nothing when the credential has not been given that secret, or was revoked.</summary>
    /// <returns>Whether this is the credential's secret now.</returns>
    ValueTask<bool> ConfirmSecretAsync(string credentialId, ReadOnlyMemory<byte> secretHash, CancellationToken cancellationToken);

    /// <summary>Revokes credentials for good.</summary>
    /// <returns>The ids of those that this call has revoked.</returns>
    ValueTask<IReadOnlyList<string>> RevokeAsync(CredentialQuery query, CancellationToken cancellationToken);

    /// <summary>Credentials that fit, the oldest first; those too that are over or revoked, until they are forgotten.</summary>
    ValueTask<IReadOnlyList<WorkerCredential>> ReadAsync(CredentialQuery query, CancellationToken cancellationToken);

    /// <summary>Forgets credentials that are over, and enrolment tokens that are, for longer than some age; but no credential whose token is not over, since it counts as a use.</summary>
    /// <param name="age">How long they are over at least.</param>
    /// <param name="limit">The most credentials, and the most tokens, to forget in one call, so that it is short.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many credentials and tokens were forgotten.</returns>
    ValueTask<int> ForgetAsync(TimeSpan age, int limit, CancellationToken cancellationToken);
}
