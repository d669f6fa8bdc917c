using Pudding.Storage;

namespace Pudding.Enrolment;

/// <summary>Decides who a worker is, for whatever carries its messages to this host. Thread-safe; one for the host. When the store is away:
/// <see cref="JobStoreUnavailableException"/>.</summary>
public interface IWorkerCredentials
{
    /// <summary>A token for a credential. Repeating the same request is safe: an answer that was lost comes again.</summary>
    /// <exception cref="ArgumentException">A field is wrong; the message names it.</exception>
    ValueTask<RegistrationResult> RegisterAsync(RegistrationRequest request, CancellationToken cancellationToken);

    /// <summary>Whose credential this is. What was read of the store is believed for a few seconds.</summary>
    /// <param name="credentialId">What the worker says it is.</param>
    /// <param name="secret">What it shows for it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The credential; <c>null</c> when there is none, when the secret is not its, and when it is over or revoked.</returns>
    ValueTask<WorkerCredential?> AuthenticateAsync(string credentialId, ReadOnlyMemory<byte> secret, CancellationToken cancellationToken);

    /// <summary>Whether this credential was let in here lately with this secret, without asking the store: its worker need not wait behind those who only try. It may be over or
    /// revoked by now.</summary>
    bool IsKnown(string credentialId, ReadOnlyMemory<byte> secret);

    /// <summary>Gives a credential another secret. The former one lets the worker in until the other one is first used, or its time is over. Repeating it is safe.</summary>
    /// <param name="credentialId">The credential, which was authenticated.</param>
    /// <param name="secret">The other secret: 32 to 256 bytes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How long the other secret holds from now; <c>null</c> when the credential is over or revoked by now.</returns>
    /// <exception cref="ArgumentException">The secret is too short or too long.</exception>
    ValueTask<TimeSpan?> ChangeSecretAsync(string credentialId, ReadOnlyMemory<byte> secret, CancellationToken cancellationToken);
}
