using Pudding.Tenants;

namespace Pudding.Storage;

/// <summary>The tenants' policies that claims are verified against. The obligations of <see cref="IJobStore"/> apply.</summary>
public interface IPolicyStore
{
    /// <summary>Replaces the policies in force. Refused (nothing done) when the epoch is not the baton's newest.</summary>
    /// <returns>Whether it was done.</returns>
    ValueTask<bool> PublishAsync(TenantPolicies policies, long epoch, CancellationToken cancellationToken);

    /// <summary>The policies in force; <see cref="TenantPolicies.Default"/> before the first are published.</summary>
    ValueTask<TenantPolicies> ReadAsync(CancellationToken cancellationToken);
}
