using Pudding.Tenants;

namespace Pudding.Storage.InMemory;

internal sealed class InMemoryPolicyStore(InMemoryDatabase db) : IPolicyStore
{
    public ValueTask<bool> PublishAsync(TenantPolicies policies, long epoch, CancellationToken cancellationToken)
    {
        lock (db.Gate)
        {
            if (epoch != db.Baton.Epoch)
                return new(false);
            db.Policies = policies;
            db.Changes.Publish(new StoreChange { Kind = StoreChangeKind.Policies });
            return new(true);
        }
    }

    public ValueTask<TenantPolicies> ReadAsync(CancellationToken cancellationToken)
    {
        lock (db.Gate)
            return new(db.Policies);
    }
}
