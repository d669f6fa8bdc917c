using Pudding.Policies;
using Pudding.Storage;

namespace Pudding.Testing.Tests.Broken;

/// <summary>An <see cref="IPolicyStore"/> with calls that do something else.</summary>
internal sealed class TamperedPolicyStore(IPolicyStore store) : IPolicyStore
{
    public Around<(PolicyDefaults Defaults, long Epoch), bool>? Publish { get; init; }

    public Around<NewPolicyOverride, PolicyWriteResult>? Set { get; init; }

    public Around<(PolicyTarget Target, string Actor, string? Reason), PolicyWriteResult>? Clear { get; init; }

    public Around<object?, PolicyState>? Read { get; init; }

    public ValueTask<bool> PublishAsync(PolicyDefaults defaults, long epoch, CancellationToken cancellationToken) =>
        Publish is null ? store.PublishAsync(defaults, epoch, cancellationToken) : Publish((defaults, epoch), input => store.PublishAsync(input.Defaults, input.Epoch, cancellationToken));

    public ValueTask<PolicyWriteResult> SetAsync(NewPolicyOverride setting, CancellationToken cancellationToken) =>
        Set is null ? store.SetAsync(setting, cancellationToken) : Set(setting, input => store.SetAsync(input, cancellationToken));

    public ValueTask<PolicyWriteResult> ClearAsync(PolicyTarget target, string actor, string? reason, CancellationToken cancellationToken) =>
        Clear is null ? store.ClearAsync(target, actor, reason, cancellationToken) : Clear((target, actor, reason), input => store.ClearAsync(input.Target, input.Actor, input.Reason, cancellationToken));

    public ValueTask<PolicyState> ReadAsync(CancellationToken cancellationToken) =>
        Read is null ? store.ReadAsync(cancellationToken) : Read(null, _ => store.ReadAsync(cancellationToken));
}
