using Pudding.Events;
using Pudding.Policies;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Policies;

internal sealed class SqlitePolicyStore(SqliteDatabase db, PolicyBook book) : IPolicyStore
{
    public ValueTask<bool> PublishAsync(PolicyDefaults defaults, long epoch, CancellationToken cancellationToken) => db.WriteAsync(
        transaction =>
        {
            if (epoch != transaction.Estate.Epoch)
                return false;
            book.Write(transaction, book.Read(transaction).Layers.Publish(defaults));
            transaction.Announce(new StoreChange { Kind = StoreChangeKind.Policies });
            return true;
        },
        cancellationToken);

    public ValueTask<PolicyWriteResult> SetAsync(NewPolicyOverride setting, CancellationToken cancellationToken) => db.WriteAsync(
        transaction =>
        {
            var (moment, layers) = (transaction.Moment, book.Read(transaction).Layers);
            return Change(transaction, layers, layers.Set(setting, moment.EvenNow), new PolicyChanged
            {
                Sequence = transaction.NextEvent, At = moment.Now,
                Target = setting.Target,
                Actor = setting.Actor,
                Reason = setting.Reason,
                Tenant = setting.Tenant,
                Queue = setting.Queue,
                ExpiresAt = moment.EvenNow + setting.ExpiresAfter,
            });
        },
        cancellationToken);

    public ValueTask<PolicyWriteResult> ClearAsync(PolicyTarget target, string actor, string? reason, CancellationToken cancellationToken) => db.WriteAsync(
        transaction =>
        {
            var layers = book.Read(transaction).Layers;
            if (!layers.Overrides.Any(one => one.Target == target))
                return new PolicyWriteResult { Status = PolicyWriteStatus.NothingToClear };
            return Change(transaction, layers, layers.Clear(target), new PolicyChanged
            {
                Sequence = transaction.NextEvent, At = transaction.Moment.Now, Target = target, Actor = actor, Reason = reason, IsCleared = true,
            });
        },
        cancellationToken);

    /// <remarks>Writes when an override is over: then something else is in force, under another version.</remarks>
    public ValueTask<PolicyState> ReadAsync(CancellationToken cancellationToken) => db.WriteAsync(
        transaction =>
        {
            var (layers, inForce) = book.Read(transaction);
            return new PolicyState
            {
                InForce = inForce,
                Defaults = layers.Defaults,
                Overrides = layers.Overrides,
                ValidFor = layers.NextExpiry - transaction.Moment.EvenNow,
            };
        },
        cancellationToken);

    private PolicyWriteResult Change(Transaction transaction, PolicyLayers former, PolicyLayers changed, PolicyChanged happened)
    {
        if (former.FindErrors(changed) is { Count: > 0 } errors)
            return new PolicyWriteResult { Status = PolicyWriteStatus.Refused, Errors = errors };
        book.Write(transaction, changed);
        transaction.Append(happened);
        transaction.Announce(new StoreChange { Kind = StoreChangeKind.Policies });
        return new PolicyWriteResult { Status = PolicyWriteStatus.Done };
    }
}
