namespace Pudding.Secrets;

internal sealed class DelegateSecretSource(
    Func<SecretRequest, CancellationToken, ValueTask<IReadOnlyDictionary<string, SecretValue>>> resolve) : ISecretSource
{
    public ValueTask<IReadOnlyDictionary<string, SecretValue>> ResolveAsync(SecretRequest request, CancellationToken cancellationToken) =>
        resolve(request, cancellationToken);
}
