using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Secrets;
using Pudding.Storage;

namespace Pudding.Enrolment;

internal sealed class EnrolmentDesk(
    ICredentialStore store,
    CredentialCache cache,
    TokenCodec tokens,
    AgentFiles agents,
    IOptions<EnrolmentOptions> options,
    IIdSource ids,
    TimeProvider clock,
    ILogger<EnrolmentDesk> logger) : IEnrolment
{
    public async ValueTask<MintedToken> MintAsync(EnrolmentTokenRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        Refuse(EnrolmentRules.Check(request), nameof(request));
        var now = WholeSeconds(clock.GetUtcNow());
        var token = new SignedToken
        {
            Id = $"e{ids.Next():N}",
            Kind = TokenKind.Enrolment,
            Grant = new WorkerGrant { Queues = request.Queues, Slots = request.Slots, Name = request.Name },
            MaxUses = request.MaxUses,
            IssuedAt = now,
            ExpiresAt = now + (request.Lifetime ?? options.Value.EnrolmentTokenLifetime),
        };
        var record = new EnrolmentToken
        {
            Id = token.Id, Grant = token.Grant, MaxUses = token.MaxUses, IssuedAt = token.IssuedAt, ExpiresAt = token.ExpiresAt, Actor = request.Actor,
        };
        await store.AddTokenAsync(record, cancellationToken).ConfigureAwait(false);
        Log.TokenMinted(logger, token.Id, request.Actor, request.MaxUses, string.Join(", ", request.Queues), token.ExpiresAt);
        return Hand(token);
    }

    public MintedToken MintBoot(BootTokenRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Refuse(EnrolmentRules.Check(request), nameof(request));
        var issued = WholeSeconds(request.IssuedAt);
        var token = new SignedToken
        {
            Id = "",
            Kind = TokenKind.Boot,
            Grant = new WorkerGrant { Queues = request.Queues, Slots = request.Slots, InstanceId = request.InstanceId, Pool = request.Pool },
            MaxUses = 1,
            IssuedAt = issued,
            ExpiresAt = issued + (request.Lifetime ?? options.Value.BootTokenLifetime),
        };
        return Hand(token with { Id = TokenCodec.NameOf(token) });
    }

    public ValueTask<IReadOnlyList<EnrolmentToken>> ListTokensAsync(CancellationToken cancellationToken = default) => store.ReadTokensAsync(cancellationToken);

    public async ValueTask<bool> RevokeTokenAsync(string tokenId, string actor, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tokenId);
        CheckActor(actor);
        var isDone = await store.RevokeTokenAsync(tokenId, cancellationToken).ConfigureAwait(false);
        if (isDone)
            Log.TokenRevoked(logger, tokenId, actor);
        return isDone;
    }

    public ValueTask<IReadOnlyList<WorkerCredential>> ListAsync(CredentialQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return store.ReadAsync(query, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<string>> RevokeAsync(CredentialQuery query, string actor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        CheckActor(actor);
        if ((query.Id ?? query.TokenId ?? query.WorkerId ?? query.InstanceId) is null)
            throw new ArgumentException("query: it says nothing, so it would revoke every credential; name an id, a token, a worker or an instance.", nameof(query));
        var revoked = await store.RevokeAsync(query, cancellationToken).ConfigureAwait(false);
        foreach (var id in revoked)
        {
            cache.Forget(id);
            Log.CredentialRevoked(logger, id, actor);
        }

        return revoked;
    }

    public ValueTask<AgentBinary?> FindAgentAsync(string runtime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        return agents.FindAsync(runtime, cancellationToken);
    }

    private MintedToken Hand(SignedToken token) => new() { Id = token.Id, Token = new SecretValue(tokens.Write(token)), ExpiresAt = token.ExpiresAt };

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static void CheckActor(string actor)
    {
        if (EnrolmentRules.CheckActor(actor) is { } error)
            throw new ArgumentException($"{nameof(actor)}: {error}", nameof(actor));
    }

    private static void Refuse(IEnumerable<string> errors, string parameter)
    {
        if (errors.ToList() is { Count: > 0 } found)
            throw new ArgumentException(string.Join(" ", found), parameter);
    }
}
