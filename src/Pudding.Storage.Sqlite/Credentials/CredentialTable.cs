using Pudding.Enrolment;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Credentials;

/// <summary>Reads and writes credentials and enrolment tokens.</summary>
internal sealed class CredentialTable(Connection db, Moment moment)
{
    public CredentialRow? Find(string id)
    {
        using var row = db.Query($"{CredentialRow.Query} WHERE id = ?1", id);
        return row.Read() ? CredentialRow.Read(row, moment) : null;
    }

    /// <summary>Credentials that fit, the oldest first.</summary>
    public List<CredentialRow> Find(CredentialQuery query)
    {
        var found = new List<CredentialRow>();
        using var rows = db.Query(
            $"""
            {CredentialRow.Query} WHERE (?1 IS NULL OR id = ?1) AND (?2 IS NULL OR token = ?2) AND (?3 IS NULL OR worker = ?3) AND (?4 IS NULL OR instance = ?4) ORDER BY number
            """,
            query.Id, query.TokenId, query.WorkerId, query.InstanceId);
        while (rows.Read())
            found.Add(CredentialRow.Read(rows, moment));
        return found;
    }

    public int UsesOf(string token) => (int)db.Scalar("SELECT count(*) FROM credential WHERE token = ?1", token)!;

    public void Add(TokenRedemption redemption) => db.Execute(
        """
        INSERT INTO credential (id, token, token_expires_utc, worker, instance, grant_json, machine, agent, platform, created_utc, secret, secret_until)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        """,
        redemption.CredentialId, redemption.TokenId, redemption.ExpiresAt, redemption.WorkerId, redemption.Grant.InstanceId, SqlValue.Utf8(StoreJson.Write(redemption.Grant)),
        redemption.Machine, redemption.Agent, redemption.Platform, moment.Now, redemption.SecretHash, moment.After(redemption.Lifetime));

    public void Give(CredentialRow credential, ReadOnlyMemory<byte> secret, TimeSpan lifetime) =>
        db.Execute("UPDATE credential SET next_secret = ?2, next_until = ?3 WHERE number = ?1", credential.Number, secret, moment.After(lifetime));

    /// <summary>The other secret takes the place of the former one.</summary>
    public void Advance(CredentialRow credential) => db.Execute(
        "UPDATE credential SET secret = next_secret, secret_until = next_until, next_secret = NULL, next_until = NULL WHERE number = ?1", credential.Number);

    public void Revoke(CredentialRow credential) => db.Execute("UPDATE credential SET revoked = 1 WHERE number = ?1", credential.Number);

    public EnrolmentToken? FindToken(string id) => ReadTokens("WHERE id = ?1", id).FirstOrDefault();

    /// <summary>Every token, the oldest first.</summary>
    public List<EnrolmentToken> ReadTokens() => ReadTokens("WHERE ?1 IS NULL", null);

    public void AddToken(EnrolmentToken token) => db.Execute(
        """
        INSERT INTO enrolment_token (id, number, grant_json, max_uses, issued_utc, expires_utc, actor, revoked)
        VALUES (?1, (SELECT ifnull(max(number), 0) + 1 FROM enrolment_token), ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO NOTHING
        """,
        token.Id, SqlValue.Utf8(StoreJson.Write(token.Grant)), token.MaxUses, token.IssuedAt, token.ExpiresAt, token.Actor, token.IsRevoked);

    public bool RevokeToken(string id) => db.Execute("UPDATE enrolment_token SET revoked = 1 WHERE id = ?1 AND NOT revoked", id) > 0;

    public int Forget(TimeSpan age, int limit) =>
        db.Execute(
            """
            DELETE FROM credential WHERE number IN (
                SELECT number FROM credential WHERE max(secret_until, ifnull(next_until, 0)) < ?1 AND token_expires_utc < ?2 ORDER BY number LIMIT ?3)
            """,
            moment.Time - age.Ticks, moment.Now - age, limit)
        + db.Execute(
            "DELETE FROM enrolment_token WHERE number IN (SELECT number FROM enrolment_token WHERE expires_utc < ?1 ORDER BY number LIMIT ?2)", moment.Now - age, limit);

    private List<EnrolmentToken> ReadTokens(string condition, string? value)
    {
        const string query =
            """
            SELECT id, grant_json, max_uses, issued_utc, expires_utc, actor, revoked, (SELECT count(*) FROM credential WHERE token = enrolment_token.id) FROM enrolment_token
            """;
        return [.. db.QueryOnce($"{query} {condition} ORDER BY number", [value], static row => new EnrolmentToken
        {
            Id = row.Text(0),
            Grant = StoreJson.ReadGrant(row.Bytes(1)),
            MaxUses = row.Int(2),
            IssuedAt = row.Time(3),
            ExpiresAt = row.Time(4),
            Actor = row.Text(5),
            IsRevoked = row.Bool(6),
            Uses = row.Int(7),
        })];
    }
}
