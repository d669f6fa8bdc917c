using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Testing.Faults;

/// <summary>An <see cref="IPolicyStore"/> whose calls fail as a plan wants it.</summary>
internal sealed class FaultyPolicyStore(IPolicyStore store, FaultPlan plan) : IPolicyStore
{
    public ValueTask<bool> PublishAsync(TenantPolicies policies, long epoch, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IPolicyStore), nameof(PublishAsync), () => store.PublishAsync(policies, epoch, cancellationToken), cancellationToken);

    public ValueTask<TenantPolicies> ReadAsync(CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IPolicyStore), nameof(ReadAsync), () => store.ReadAsync(cancellationToken), cancellationToken);
}
