using Pudding.Tenants;

namespace Pudding.Storage.InMemory;

internal sealed class InMemoryPolicyStore(InMemoryDatabase db) : IPolicyStore
{
    public ValueTask<bool> PublishAsync(TenantPolicies policies, long epoch, CancellationToken cancellationToken)
    {
        using (db.Enter())
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
        using (db.Enter())
            return new(db.Policies);
    }
}
