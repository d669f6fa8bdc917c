using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Policies;

/// <summary>How a host reads and changes policies in operation. Thread-safe; one for the host.</summary>
/// <remarks>An override wins over code, configuration and policy sources. It is in force for every claim from the moment at which the call returns; what runs goes on.
/// Each change is an event, <see cref="Events.PolicyChanged"/>. Every call may throw <see cref="JobStoreUnavailableException"/>, and may then be repeated.</remarks>
public interface IPolicyClient
{
    /// <summary>What is in force, the overrides with who set them and until when, and what is wrong.</summary>
    Task<PolicyState> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Overrides settings of a tenant. What is left out stays as it is.</summary>
    /// <param name="tenant">An organisation, a project, whatever the path names; it need not be known.</param>
    /// <param name="settings">What is said; at least one field.</param>
    /// <param name="change">Who, why, for how long.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PolicyRejectedException">A field is wrong or doesn't go with what is in force, or there is no such plan. Nothing was changed.</exception>
    Task SetTenantAsync(TenantPath tenant, TenantSettings settings, PolicyChange change, CancellationToken cancellationToken = default);

    /// <summary>Overrides settings of a plan, and so of every tenant that is on it. What is left out stays as it is.</summary>
    /// <param name="plan">A plan that the scheduling host knows.</param>
    /// <param name="settings">What is said; at least one field.</param>
    /// <param name="change">Who, why, for how long.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PolicyRejectedException">A field is wrong or doesn't go with what is in force, or there is no such plan. Nothing was changed.</exception>
    Task SetPlanAsync(string plan, TenantSettings settings, PolicyChange change, CancellationToken cancellationToken = default);

    /// <summary>Overrides settings of a queue. What is left out stays as it is.</summary>
    /// <param name="queue">A queue that this host knows.</param>
    /// <param name="settings">What is said; at least one field.</param>
    /// <param name="change">Who, why, for how long.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PolicyRejectedException">A field is wrong, or this host knows no such queue. Nothing was changed.</exception>
    Task SetQueueAsync(string queue, QueueSettings settings, PolicyChange change, CancellationToken cancellationToken = default);

    /// <summary>Ends every override of a tenant: what the layers below say holds again.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="change">Who and why.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="PolicyRejectedException">What then held doesn't go together, or <paramref name="change"/> is wrong. Nothing was changed.</exception>
    Task<bool> ClearTenantAsync(TenantPath tenant, PolicyChange change, CancellationToken cancellationToken = default);

    /// <summary>Ends every override of a plan: what the layers below say holds again.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="change">Who and why.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="PolicyRejectedException">What then held doesn't go together, or <paramref name="change"/> is wrong. Nothing was changed.</exception>
    Task<bool> ClearPlanAsync(string plan, PolicyChange change, CancellationToken cancellationToken = default);

    /// <summary>Ends every override of a queue: what the layers below say holds again.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="change">Who and why.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="PolicyRejectedException"><paramref name="change"/> is wrong. Nothing was changed.</exception>
    Task<bool> ClearQueueAsync(string queue, PolicyChange change, CancellationToken cancellationToken = default);
}
