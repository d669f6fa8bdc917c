using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

internal sealed record NaiveJob(JobId Id, TenantPath Tenant, string Queue, int Priority, long Sequence, NaiveScheduler.Node Leaf)
{
    public bool IsRunning { get; set; }

    public bool IsAway { get; set; }

    public long StartedAt { get; set; }

    public long ChargedUntil { get; set; }

    public long Held { get; set; }

    public bool Equals(NaiveJob? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Id.GetHashCode();
}
