using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Testing.Tests.Broken;

/// <summary>An <see cref="IPolicyStore"/> with calls that do something else.</summary>
internal sealed class TamperedPolicyStore(IPolicyStore store) : IPolicyStore
{
    public Around<(TenantPolicies Policies, long Epoch), bool>? Publish { get; init; }

    public Around<object?, TenantPolicies>? Read { get; init; }

    public ValueTask<bool> PublishAsync(TenantPolicies policies, long epoch, CancellationToken cancellationToken) =>
        Publish is null ? store.PublishAsync(policies, epoch, cancellationToken) : Publish((policies, epoch), input => store.PublishAsync(input.Policies, input.Epoch, cancellationToken));

    public ValueTask<TenantPolicies> ReadAsync(CancellationToken cancellationToken) =>
        Read is null ? store.ReadAsync(cancellationToken) : Read(null, _ => store.ReadAsync(cancellationToken));
}
