using Pudding.Policies;
using Pudding.Storage;

namespace Pudding.Testing.Faults;

/// <summary>An <see cref="IPolicyStore"/> whose calls fail as a plan wants it.</summary>
internal sealed class FaultyPolicyStore(IPolicyStore store, FaultPlan plan) : IPolicyStore
{
    public ValueTask<bool> PublishAsync(PolicyDefaults defaults, long epoch, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IPolicyStore), nameof(PublishAsync), () => store.PublishAsync(defaults, epoch, cancellationToken), cancellationToken);

    public ValueTask<PolicyWriteResult> SetAsync(NewPolicyOverride setting, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IPolicyStore), nameof(SetAsync), () => store.SetAsync(setting, cancellationToken), cancellationToken);

    public ValueTask<PolicyWriteResult> ClearAsync(PolicyTarget target, string actor, string? reason, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IPolicyStore), nameof(ClearAsync), () => store.ClearAsync(target, actor, reason, cancellationToken), cancellationToken);

    public ValueTask<PolicyState> ReadAsync(CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IPolicyStore), nameof(ReadAsync), () => store.ReadAsync(cancellationToken), cancellationToken);
}
