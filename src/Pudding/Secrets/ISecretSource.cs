namespace Pudding.Secrets;

/// <summary>Where the values of secrets come from: a vault, a key store, the host's own database. One for the host; thread-safe. It decides who may have
/// what: whoever can enqueue a job for a tenant can name any secret in it.</summary>
public interface ISecretSource
{
    /// <summary>Looks up what a job has asked for, each time that it is handed to a worker; and again when the answer to the worker was lost.</summary>
    /// <param name="request">The names, and whom the job is for.</param>
    /// <param name="cancellationToken">Nobody waits any longer: <c>PuddingOptions.SecretTimeout</c> is over, or the host stops.</param>
    /// <returns>The values by name. A name that is not in it is unknown, or not for this tenant: the job fails without being run. Names that were not asked for
    /// are ignored.</returns>
    /// <exception cref="Exception">The source is unavailable: the job is held back, and the source asked again soon. The exception is logged as it is, so let it
    /// not tell values.</exception>
    ValueTask<IReadOnlyDictionary<string, SecretValue>> ResolveAsync(SecretRequest request, CancellationToken cancellationToken);
}
