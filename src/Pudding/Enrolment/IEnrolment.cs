using Pudding.Storage;

namespace Pudding.Enrolment;

/// <summary>Lets machines in, and shuts them out: tokens, and the credentials that were made from them. Thread-safe; one for the host.</summary>
/// <remarks>A field that is wrong is an <see cref="ArgumentException"/> that names it.</remarks>
public interface IEnrolment
{
    /// <summary>Makes a token for machines that people add, and puts it on record.</summary>
    /// <exception cref="JobStoreUnavailableException">Nothing is known about the outcome; make another.</exception>
    ValueTask<MintedToken> MintAsync(EnrolmentTokenRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes the token of one instance that is launched. The same request makes the same token, as long as the first of <see cref="EnrolmentOptions.SigningSecrets"/> is the
    /// same; it is redeemed once.</summary>
    MintedToken MintBoot(BootTokenRequest request);

    /// <summary>Every enrolment token on record, the oldest first.</summary>
    ValueTask<IReadOnlyList<EnrolmentToken>> ListTokensAsync(CancellationToken cancellationToken = default);

    /// <summary>Revokes an enrolment token: nobody redeems it any more, while the credentials that were made from it hold on (see <see cref="RevokeAsync"/>).</summary>
    /// <returns>Whether this call did; <c>false</c> for one that is unknown or revoked.</returns>
    ValueTask<bool> RevokeTokenAsync(string tokenId, string actor, CancellationToken cancellationToken = default);

    /// <summary>Credentials of workers, the oldest first; those too that are over or revoked, until they are forgotten.</summary>
    ValueTask<IReadOnlyList<WorkerCredential>> ListAsync(CredentialQuery query, CancellationToken cancellationToken = default);

    /// <summary>Revokes credentials for good: their workers are not heard any more, within seconds on other hosts, and what they run is taken back when its leases are over.</summary>
    /// <param name="query">Which; at least one field says so.</param>
    /// <param name="actor">Who; at most 200 characters.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The ids of those that this call has revoked.</returns>
    ValueTask<IReadOnlyList<string>> RevokeAsync(CredentialQuery query, string actor, CancellationToken cancellationToken = default);

    /// <summary>The agent for a runtime, with what to pin it by; <c>null</c> when this host has none.</summary>
    /// <param name="runtime">A runtime identifier: <c>linux-x64</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<AgentBinary?> FindAgentAsync(string runtime, CancellationToken cancellationToken = default);
}
