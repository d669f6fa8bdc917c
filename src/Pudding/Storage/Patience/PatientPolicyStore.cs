using Pudding.Policies;

namespace Pudding.Storage.Patience;

/// <summary>An <see cref="IPolicyStore"/> that answers in time, or fails.</summary>
internal sealed class PatientPolicyStore(IPolicyStore store, StorePatience patience) : IPolicyStore
{
    public ValueTask<bool> PublishAsync(PolicyDefaults defaults, long epoch, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IPolicyStore), token => store.PublishAsync(defaults, epoch, token), cancellationToken);

    public ValueTask<PolicyWriteResult> SetAsync(NewPolicyOverride setting, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IPolicyStore), token => store.SetAsync(setting, token), cancellationToken);

    public ValueTask<PolicyWriteResult> ClearAsync(PolicyTarget target, string actor, string? reason, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IPolicyStore), token => store.ClearAsync(target, actor, reason, token), cancellationToken);

    public ValueTask<PolicyState> ReadAsync(CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IPolicyStore), token => store.ReadAsync(token), cancellationToken);
}
