using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Policies;

internal sealed class PolicyClient(IPolicyStore store, IOptions<PuddingOptions> options) : IPolicyClient
{
    public async Task<PolicyState> ReadAsync(CancellationToken cancellationToken = default) => await store.ReadAsync(cancellationToken).ConfigureAwait(false);

    public Task SetTenantAsync(TenantPath tenant, TenantSettings settings, PolicyChange change, CancellationToken cancellationToken = default) =>
        SetAsync(PolicyTarget.Tenant(tenant), settings, queue: null, change, CheckTenant(tenant), cancellationToken);

    public Task SetPlanAsync(string plan, TenantSettings settings, PolicyChange change, CancellationToken cancellationToken = default) =>
        SetAsync(PolicyTarget.Plan(plan), settings, queue: null, change, CheckPlan(plan), cancellationToken);

    public Task SetQueueAsync(string queue, QueueSettings settings, PolicyChange change, CancellationToken cancellationToken = default) =>
        SetAsync(PolicyTarget.Queue(queue), tenant: null, settings, change, CheckQueue(queue), cancellationToken);

    public Task<bool> ClearTenantAsync(TenantPath tenant, PolicyChange change, CancellationToken cancellationToken = default) =>
        ClearAsync(PolicyTarget.Tenant(tenant), change, CheckTenant(tenant), cancellationToken);

    public Task<bool> ClearPlanAsync(string plan, PolicyChange change, CancellationToken cancellationToken = default) =>
        ClearAsync(PolicyTarget.Plan(plan), change, CheckPlan(plan), cancellationToken);

    // The queue itself may be unknown by now: an override of it is still to be got rid of.
    public Task<bool> ClearQueueAsync(string queue, PolicyChange change, CancellationToken cancellationToken = default) =>
        ClearAsync(PolicyTarget.Queue(queue), change, QueueName.Check(queue) is { } error ? [$"Queue: {error}"] : [], cancellationToken);

    private static string[] CheckTenant(TenantPath tenant) =>
        tenant.IsEmpty ? ["Tenant: it is empty; a tenant path has one to three names, for example 'rails/rails'."] : [];

    private static string[] CheckPlan(string plan) => string.IsNullOrWhiteSpace(plan) ? ["Plan: it is empty."] : [];

    private static IEnumerable<string> CheckChange(PolicyChange change)
    {
        if (string.IsNullOrWhiteSpace(change.Actor) || change.Actor.Length > 200)
            yield return "Actor: it has 1 to 200 characters.";
        if (change.Reason?.Length > 1000)
            yield return "Reason: it has more than 1000 characters.";
        if (change.ExpiresAfter is { } duration && (duration <= TimeSpan.Zero || duration > PolicyChange.MaxDuration))
        {
            yield return $"ExpiresAfter: {duration} is not above zero and at most {PolicyChange.MaxDuration.TotalDays:0} days; leave it out for an override that "
                + "holds until it is cleared.";
        }
    }

    private string[] CheckQueue(string queue)
    {
        if (QueueName.Check(queue) is { } error)
            return [$"Queue: {error}"];
        return options.Value.Queues.Contains(queue)
            ? []
            : [$"Queue: '{queue}' is unknown; known are {string.Join(", ", options.Value.Queues.Order(StringComparer.Ordinal))}."];
    }

    private async Task SetAsync(
        PolicyTarget target, TenantSettings? tenant, QueueSettings? queue, PolicyChange change, string[] errors, CancellationToken cancellationToken)
    {
        if (tenant is null && queue is null)
            throw new ArgumentNullException(target.Kind == PolicyTargetKind.Queue ? nameof(queue) : nameof(tenant), "The settings are null.");
        ArgumentNullException.ThrowIfNull(change);
        var isEmpty = tenant == TenantSettings.Empty || queue == QueueSettings.Empty;
        Refuse([.. errors, .. isEmpty ? ["Settings: nothing is said; set at least one field."] : Array.Empty<string>(), .. CheckChange(change)]);
        var setting = new NewPolicyOverride
        {
            Target = target, Tenant = tenant, Queue = queue, Actor = change.Actor, Reason = change.Reason, ExpiresAfter = change.ExpiresAfter,
        };
        Refuse(await store.SetAsync(setting, cancellationToken).ConfigureAwait(false));
    }

    private async Task<bool> ClearAsync(PolicyTarget target, PolicyChange change, string[] errors, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        IEnumerable<string> expiry = change.ExpiresAfter is null ? [] : ["ExpiresAfter: it says nothing of a clearing; leave it out."];
        Refuse([.. errors, .. CheckChange(change with { ExpiresAfter = null }), .. expiry]);
        var result = await store.ClearAsync(target, change.Actor, change.Reason, cancellationToken).ConfigureAwait(false);
        Refuse(result);
        return result.Status == PolicyWriteStatus.Done;
    }

    private static void Refuse(PolicyWriteResult result)
    {
        if (result.Status == PolicyWriteStatus.Refused)
            throw new PolicyRejectedException([.. result.Errors.Select(static error => error.ToString())]);
    }

    private static void Refuse(string[] errors)
    {
        if (errors.Length > 0)
            throw new PolicyRejectedException(errors);
    }
}
