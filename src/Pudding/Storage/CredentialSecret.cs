namespace Pudding.Storage;

/// <summary>A secret of a credential as a store keeps it.</summary>
/// <param name="Hash">The SHA-256 of the secret.</param>
/// <param name="ExpiresIn">How long it still lets its worker in, by the store's clock, as it is read; zero when it is over.</param>
public readonly record struct CredentialSecret(ReadOnlyMemory<byte> Hash, TimeSpan ExpiresIn);
