using Pudding.Policies;

namespace Pudding.Storage;

/// <summary>The policies that claims are verified against: defaults that the scheduling host publishes, under overrides that people set. A provider's obligations, beside
/// those of <see cref="IJobStore"/>:</summary>
/// <remarks>
/// <list type="bullet">
/// <item>A claim is verified against what is in force at that moment, by the store's clock: a change counts from when its call returns, and an override that is over counts for
/// nothing from that very moment, though nobody was told. Lowering a limit refuses claims only: what runs goes on.</item>
/// <item>What was said is kept by layer, durably: <see cref="PolicyLayers"/> has the rules by which it changes and by which it comes to what is in force, and a store uses them.
/// A set and a clear read, check and write in one transaction, so that two that don't go together can't both be done.</item>
/// <item><see cref="PoliciesInForce.Version"/> ascends with each change, also when an override is over. It need not ascend at that moment; whoever reads later sees another one.</item>
/// <item>A set and a clear write an <see cref="Events.PolicyChanged"/>. These and a publication announce <see cref="StoreChangeKind.Policies"/>; the end of an override is not
/// announced: <see cref="PolicyState.ValidFor"/> tells of it before.</item>
/// </list>
/// </remarks>
public interface IPolicyStore
{
    /// <summary>Replaces the defaults under the overrides: <see cref="PolicyLayers.Publish"/>. Refused (nothing done) when the epoch is not the baton's newest.</summary>
    /// <returns>Whether it was done.</returns>
    ValueTask<bool> PublishAsync(PolicyDefaults defaults, long epoch, CancellationToken cancellationToken);

    /// <summary>Adds an override: <see cref="PolicyLayers.Set"/>. Refused with what <see cref="PolicyLayers.FindErrors"/> finds.</summary>
    ValueTask<PolicyWriteResult> SetAsync(NewPolicyOverride setting, CancellationToken cancellationToken);

    /// <summary>Ends every override of a target: <see cref="PolicyLayers.Clear"/>. Refused with what <see cref="PolicyLayers.FindErrors"/> finds.</summary>
    /// <param name="target">What they are of.</param>
    /// <param name="actor">Who ends them.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<PolicyWriteResult> ClearAsync(PolicyTarget target, string actor, string? reason, CancellationToken cancellationToken);

    /// <summary>What is in force, and why. Before the first publication: <see cref="PolicyLayers.Empty"/>, under what was set.</summary>
    ValueTask<PolicyState> ReadAsync(CancellationToken cancellationToken);
}
