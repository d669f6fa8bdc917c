using Pudding.Enrolment;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Credentials;

/// <summary>A credential. Times are the store's.</summary>
internal sealed record CredentialRow
{
    public const string Query =
        """
        SELECT number, id, token, worker, grant_json, machine, agent, platform, created_utc, revoked, secret, secret_until, next_secret, next_until FROM credential
        """;

    public required long Number { get; init; }

    public required WorkerCredential Credential { get; init; }

    public required byte[] Secret { get; init; }

    public required long SecretUntil { get; init; }

    public byte[]? Next { get; init; }

    public long? NextUntil { get; init; }

    public bool IsRevoked => Credential.IsRevoked;

    /// <summary>Whether the last of its secrets is over.</summary>
    public bool IsOver => Credential.ExpiresIn == TimeSpan.Zero;

    public StoredCredential ToStored(Moment moment) => new()
    {
        Credential = Credential,
        Secret = new CredentialSecret(Secret, Left(SecretUntil, moment)),
        NextSecret = Next is null ? null : new CredentialSecret(Next, Left(NextUntil.GetValueOrDefault(), moment)),
    };

    public static CredentialRow Read(Rows row, Moment moment)
    {
        var (until, next) = (row.Integer(11), row.IntegerOrNull(13));
        return new CredentialRow
        {
            Number = row.Integer(0),
            Credential = new WorkerCredential
            {
                Id = row.Text(1),
                TokenId = row.Text(2),
                WorkerId = row.Text(3),
                Grant = StoreJson.ReadGrant(row.Bytes(4)),
                Machine = row.TextOrNull(5),
                Agent = row.TextOrNull(6),
                Platform = row.TextOrNull(7),
                CreatedAt = row.Time(8),
                IsRevoked = row.Bool(9),
                ExpiresIn = Left(Math.Max(until, next ?? 0), moment),
            },
            Secret = row.Bytes(10).ToArray(),
            SecretUntil = until,
            Next = row.IsNull(12) ? null : row.Bytes(12).ToArray(),
            NextUntil = next,
        };
    }

    private static TimeSpan Left(long until, Moment moment) => until > moment.Time ? moment.Until(until) : TimeSpan.Zero;
}
