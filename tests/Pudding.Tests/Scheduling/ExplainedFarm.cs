using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Scheduling.Explanations;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

/// <summary>A scheduler with jobs of which some run since the first minute: for asking it about those that wait.</summary>
internal sealed class ExplainedFarm
{
    private int _count;

    public ExplainedFarm(params (string Tenant, TenantPolicy Policy)[] policies)
        : this(SchedulingOrders.FairShare, 5, policies)
    {
    }

    public ExplainedFarm(int defaultLimit, params (string Tenant, TenantPolicy Policy)[] policies)
        : this(SchedulingOrders.FairShare, defaultLimit, policies)
    {
    }

    public ExplainedFarm(string order, int defaultLimit, params (string Tenant, TenantPolicy Policy)[] policies) => Scheduler = new FairScheduler(new FairSchedulerOptions
    {
        Order = order,
        Policies = new TenantPolicies(defaultLimit, policies.Select(static own => KeyValuePair.Create(TenantPath.Parse(own.Tenant), own.Policy))),
    });

    public FairScheduler Scheduler { get; }

    public JobId Newest { get; private set; }

    public QueueKey Queue(string name) => Scheduler.Queue(name);

    public void SetPolicy(string tenant, TenantPolicy policy) => Scheduler.SetPolicy(TenantPath.Parse(tenant), policy);

    /// <returns>The last one's.</returns>
    public JobTicket Add(string tenant, string queue = "linux", int priority = 0, int count = 1)
    {
        JobTicket ticket = default;
        for (var i = 0; i < count; i++)
        {
            Newest = new JobId(new Guid(++_count, 0, 0, new byte[8]));
            ticket = Scheduler.Add(TenantPath.Parse(tenant), Queue(queue), Newest, priority, _count);
        }

        return ticket;
    }

    /// <summary>A minute after the beginning, jobs of a tenant start. Nothing else that could may wait.</summary>
    /// <returns>The last one's.</returns>
    public JobTicket Start(string tenant, string queue = "linux", int count = 1)
    {
        JobTicket ticket = default;
        for (var i = 0; i < count; i++)
        {
            ticket = Add(tenant, queue);
            Assert.True(Scheduler.TryStart([Queue(queue)], TimeSpan.FromMinutes(1), out var started));
            Assert.Equal(ticket, started.Ticket);
        }

        return ticket;
    }

    /// <summary>Jobs of a tenant run already, without having been decided on.</summary>
    public void Take(string tenant, string queue = "linux", int count = 1)
    {
        for (var i = 0; i < count; i++)
            Scheduler.AddRunning(TenantPath.Parse(tenant), Queue(queue), default, TimeSpan.FromMinutes(1));
    }

    public JobExplanation Explain(JobTicket ticket, TimeSpan? now = null) =>
        Scheduler.Explain(ticket, now ?? TimeSpan.FromMinutes(1), [new([Queue("linux")], 20), new([Queue("osx")], 5), new([Queue("cron")], 1)]);
}
