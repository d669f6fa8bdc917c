using Pudding.Enrolment;

namespace Pudding.Storage.InMemory.Credentials;

internal sealed class InMemoryCredentialStore(InMemoryDatabase db) : ICredentialStore
{
    private readonly OrderedDictionary<string, EnrolmentToken> _tokens = [];
    private readonly OrderedDictionary<string, CredentialRecord> _credentials = [];

    public ValueTask AddTokenAsync(EnrolmentToken token, CancellationToken cancellationToken)
    {
        using (db.Enter())
            _tokens.TryAdd(token.Id, token with { Uses = 0 });
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<EnrolmentToken>> ReadTokensAsync(CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new([.. _tokens.Values.Select(token => token with { Uses = UsesOf(token.Id) })]);
    }

    public ValueTask<bool> RevokeTokenAsync(string tokenId, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            if (!_tokens.TryGetValue(tokenId, out var token) || token.IsRevoked)
                return new(false);
            _tokens[tokenId] = token with { IsRevoked = true };
            return new(true);
        }
    }

    public ValueTask<RedeemResult> RedeemAsync(TokenRedemption redemption, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            var token = _tokens.GetValueOrDefault(redemption.TokenId);
            if (redemption.Kind == TokenKind.Enrolment && token is null)
                return new(new RedeemResult(RedeemStatus.NotFound));
            if (redemption.ExpiresAt <= db.Now)
                return new(new RedeemResult(RedeemStatus.Expired));
            if (token?.IsRevoked == true)
                return new(new RedeemResult(RedeemStatus.Revoked));
            if (_credentials.TryGetValue(redemption.CredentialId, out var known))
                return new(Repeat(known, redemption));
            if (UsesOf(redemption.TokenId) >= redemption.MaxUses)
                return new(new RedeemResult(RedeemStatus.Used));

            var record = new CredentialRecord(redemption, db.Now, new SecretRecord(redemption.SecretHash.ToArray(), db.After(redemption.Lifetime)));
            _credentials.Add(record.Id, record);
            return new(new RedeemResult(RedeemStatus.Redeemed, record.ToStored(db)));
        }
    }

    public ValueTask<StoredCredential?> FindAsync(string credentialId, CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new(_credentials.GetValueOrDefault(credentialId)?.ToStored(db));
    }

    public ValueTask<StoredCredential?> ChangeSecretAsync(string credentialId, ReadOnlyMemory<byte> secretHash, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            if (_credentials.GetValueOrDefault(credentialId) is not { IsRevoked: false } record || IsOver(record))
                return new((StoredCredential?)null);
            record.Give(new SecretRecord(secretHash.ToArray(), db.After(lifetime)));
            return new(record.ToStored(db));
        }
    }

    public ValueTask<bool> ConfirmSecretAsync(string credentialId, ReadOnlyMemory<byte> secretHash, CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new(_credentials.GetValueOrDefault(credentialId) is { IsRevoked: false } record && record.Confirm(secretHash));
    }

    public ValueTask<IReadOnlyList<string>> RevokeAsync(CredentialQuery query, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            var revoked = _credentials.Values.Where(record => !record.IsRevoked && query.Matches(record.ToCredential(db))).ToList();
            foreach (var record in revoked)
                record.IsRevoked = true;
            return new([.. revoked.Select(static record => record.Id)]);
        }
    }

    public ValueTask<IReadOnlyList<WorkerCredential>> ReadAsync(CredentialQuery query, CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new([.. _credentials.Values.Select(record => record.ToCredential(db)).Where(query.Matches)]);
    }

    public ValueTask<int> ForgetAsync(TimeSpan age, int limit, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            var credentials = _credentials.Values
                .Where(record => IsOver(record) && db.Since(record.Until) > age && record.TokenExpiresAt < db.Now - age)
                .Select(static record => record.Id).Take(limit).ToList();
            var tokens = _tokens.Values.Where(token => token.ExpiresAt < db.Now - age).Select(static token => token.Id).Take(limit).ToList();
            foreach (var id in credentials)
                _credentials.Remove(id);
            foreach (var id in tokens)
                _tokens.Remove(id);
            return new(credentials.Count + tokens.Count);
        }
    }

    private RedeemResult Repeat(CredentialRecord known, TokenRedemption redemption) =>
        known.IsRevoked ? new RedeemResult(RedeemStatus.Revoked) :
        IsOver(known) ? new RedeemResult(RedeemStatus.Expired) :
        known.TokenId != redemption.TokenId || !known.Secret.Is(redemption.SecretHash) ? new RedeemResult(RedeemStatus.Used) :
        new RedeemResult(RedeemStatus.Repeated, known.ToStored(db));

    private bool IsOver(CredentialRecord record) => record.Until <= db.Timestamp;

    private int UsesOf(string tokenId) => _credentials.Values.Count(record => record.TokenId == tokenId);
}
