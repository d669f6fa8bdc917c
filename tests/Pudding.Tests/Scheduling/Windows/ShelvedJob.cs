using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Windows;

internal sealed class ShelvedJob(TenantPath tenant, QueueKey queue, WaitingJob waiting)
{
    public TenantPath Tenant { get; } = tenant;

    public QueueKey Queue { get; } = queue;

    public WaitingJob Waiting { get; set; } = waiting;

    public bool IsRunning { get; set; }

    /// <summary>None while it is on the shelf.</summary>
    public JobTicket? Ticket { get; set; }
}
