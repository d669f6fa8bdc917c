using Pudding.Enrolment;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Credentials;

internal sealed class SqliteCredentialStore(SqliteDatabase db) : ICredentialStore
{
    public async ValueTask AddTokenAsync(EnrolmentToken token, CancellationToken cancellationToken) => await WriteAsync(
        table =>
        {
            table.AddToken(token);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<EnrolmentToken>> ReadTokensAsync(CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<EnrolmentToken>>(static table => table.ReadTokens(), cancellationToken);

    public ValueTask<bool> RevokeTokenAsync(string tokenId, CancellationToken cancellationToken) => WriteAsync(table => table.RevokeToken(tokenId), cancellationToken);

    public ValueTask<RedeemResult> RedeemAsync(TokenRedemption redemption, CancellationToken cancellationToken) =>
        db.WriteAsync(transaction => Redeem(new CredentialTable(transaction.Db, transaction.Moment), redemption, transaction.Moment), cancellationToken);

    public ValueTask<StoredCredential?> FindAsync(string credentialId, CancellationToken cancellationToken)
    {
        var moment = db.Moment;
        return db.ReadAsync(connection => new CredentialTable(connection, moment).Find(credentialId)?.ToStored(moment), cancellationToken);
    }

    public ValueTask<StoredCredential?> ChangeSecretAsync(string credentialId, ReadOnlyMemory<byte> secretHash, TimeSpan lifetime, CancellationToken cancellationToken) =>
        db.WriteAsync(
            transaction =>
            {
                var table = new CredentialTable(transaction.Db, transaction.Moment);
                if (table.Find(credentialId) is not { IsRevoked: false, IsOver: false } credential)
                    return null;
                if (!Is(credential.Secret, secretHash) && !Is(credential.Next, secretHash))
                    table.Give(credential, secretHash, lifetime);
                return table.Find(credentialId)!.ToStored(transaction.Moment);
            },
            cancellationToken);

    public ValueTask<bool> ConfirmSecretAsync(string credentialId, ReadOnlyMemory<byte> secretHash, CancellationToken cancellationToken) => WriteAsync(
        table =>
        {
            if (table.Find(credentialId) is not { IsRevoked: false } credential)
                return false;
            if (!Is(credential.Next, secretHash))
                return Is(credential.Secret, secretHash);
            table.Advance(credential);
            return true;
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<string>> RevokeAsync(CredentialQuery query, CancellationToken cancellationToken) => WriteAsync<IReadOnlyList<string>>(
        table =>
        {
            var revoked = table.Find(query).Where(static credential => !credential.IsRevoked).ToList();
            revoked.ForEach(table.Revoke);
            return [.. revoked.Select(static credential => credential.Credential.Id)];
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<WorkerCredential>> ReadAsync(CredentialQuery query, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<WorkerCredential>>(table => [.. table.Find(query).Select(static credential => credential.Credential)], cancellationToken);

    public ValueTask<int> ForgetAsync(TimeSpan age, int limit, CancellationToken cancellationToken) => WriteAsync(table => table.Forget(age, limit), cancellationToken);

    private static RedeemResult Redeem(CredentialTable table, TokenRedemption redemption, Moment moment)
    {
        var token = table.FindToken(redemption.TokenId);
        if (redemption.Kind == TokenKind.Enrolment && token is null)
            return new RedeemResult(RedeemStatus.NotFound);
        if (redemption.ExpiresAt <= moment.Now)
            return new RedeemResult(RedeemStatus.Expired);
        if (token?.IsRevoked == true)
            return new RedeemResult(RedeemStatus.Revoked);
        if (table.Find(redemption.CredentialId) is { } known)
            return Repeat(known, redemption, moment);
        if (table.UsesOf(redemption.TokenId) >= redemption.MaxUses)
            return new RedeemResult(RedeemStatus.Used);
        table.Add(redemption);
        return new RedeemResult(RedeemStatus.Redeemed, table.Find(redemption.CredentialId)!.ToStored(moment));
    }

    private static RedeemResult Repeat(CredentialRow known, TokenRedemption redemption, Moment moment) =>
        known.IsRevoked ? new RedeemResult(RedeemStatus.Revoked) :
        known.IsOver ? new RedeemResult(RedeemStatus.Expired) :
        known.Credential.TokenId != redemption.TokenId || !Is(known.Secret, redemption.SecretHash) ? new RedeemResult(RedeemStatus.Used) :
        new RedeemResult(RedeemStatus.Repeated, known.ToStored(moment));

    private static bool Is(byte[]? secret, ReadOnlyMemory<byte> hash) => secret is not null && hash.Span.SequenceEqual(secret);

    private ValueTask<T> ReadAsync<T>(Func<CredentialTable, T> work, CancellationToken cancellationToken) =>
        db.ReadAsync(connection => work(new CredentialTable(connection, db.Moment)), cancellationToken);

    private ValueTask<T> WriteAsync<T>(Func<CredentialTable, T> work, CancellationToken cancellationToken) =>
        db.WriteAsync(transaction => work(new CredentialTable(transaction.Db, transaction.Moment)), cancellationToken);
}
