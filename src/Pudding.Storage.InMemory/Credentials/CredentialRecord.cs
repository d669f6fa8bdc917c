using Pudding.Enrolment;

namespace Pudding.Storage.InMemory.Credentials;

/// <summary>A credential in memory.</summary>
internal sealed class CredentialRecord(TokenRedemption redemption, DateTimeOffset createdAt, SecretRecord secret)
{
    public string Id => redemption.CredentialId;

    public string TokenId => redemption.TokenId;

    public DateTimeOffset TokenExpiresAt => redemption.ExpiresAt;

    public SecretRecord Secret { get; private set; } = secret;

    public SecretRecord? Next { get; private set; }

    public bool IsRevoked { get; set; }

    /// <summary>When the last of its secrets is over.</summary>
    public long Until => Math.Max(Secret.Until, Next?.Until ?? 0);

    public void Give(SecretRecord next)
    {
        if (!Secret.Is(next.Hash) && Next?.Is(next.Hash) != true)
            Next = next;
    }

    public bool Confirm(ReadOnlyMemory<byte> hash)
    {
        if (Next?.Is(hash) == true)
            (Secret, Next) = (Next, null);
        return Secret.Is(hash);
    }

    public StoredCredential ToStored(InMemoryDatabase db) => new()
    {
        Credential = ToCredential(db),
        Secret = ToSecret(Secret, db),
        NextSecret = Next is null ? null : ToSecret(Next, db),
    };

    public WorkerCredential ToCredential(InMemoryDatabase db) => new()
    {
        Id = Id,
        TokenId = TokenId,
        WorkerId = redemption.WorkerId,
        Grant = redemption.Grant,
        Machine = redemption.Machine,
        Agent = redemption.Agent,
        Platform = redemption.Platform,
        CreatedAt = createdAt,
        ExpiresIn = Left(Until, db),
        IsRevoked = IsRevoked,
    };

    private static CredentialSecret ToSecret(SecretRecord secret, InMemoryDatabase db) => new(secret.Hash, Left(secret.Until, db));

    private static TimeSpan Left(long until, InMemoryDatabase db) => until > db.Timestamp ? db.Until(until) : TimeSpan.Zero;
}
