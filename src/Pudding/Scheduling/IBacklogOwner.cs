using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Scheduling;

/// <summary>Keeps the waiting jobs of which a <see cref="FairScheduler"/> with a window has only the first ones in memory.</summary>
/// <remarks>Both are called at the end of a call to the scheduler, when everything is in its place: they may call it. They must not throw: what they
/// are told is not told again.</remarks>
public interface IBacklogOwner
{
    /// <summary>Less than half the window is left of a tenant's jobs, and there are more. Answer, at once or later, with <see cref="FairScheduler.Refill"/>; until
    /// then this is not said again.</summary>
    void OnLow(TenantPath tenant, QueueKey queue);

    /// <summary>A waiting job has fallen out of the window, since others came before it. Its ticket is no longer valid; it comes back with a later refill.</summary>
    void OnDisplaced(JobId job);
}
