using Pudding.Maintenance;
using Pudding.Health;
using Pudding.Routing;
using Pudding.Policies;
using Pudding.Scheduling;
using Pudding.Tenants;
using Pudding.Usage;

namespace Pudding.Hosting;

/// <summary>The settings of one estate as this host knows them. Checked when the host starts: a wrong one stops it with a message that names it.</summary>
public sealed class PuddingOptions
{
    /// <summary>Names this installation: what its pools launch in a cloud is marked with it, and nothing that is marked otherwise is ever touched. At most 100 letters, digits, <c>.</c>, <c>_</c>,
    /// <c>-</c>. Two installations never share one.</summary>
    /// <value>None by default; pools need it.</value>
    public string? EstateId { get; set; }

    /// <summary>The most jobs of a project that are active at once, where its policy doesn't say.</summary>
    /// <value>5 by default.</value>
    public int DefaultLimit { get; set; } = TenantPolicies.StandardDefaultLimit;

    /// <summary>The order in which tenants get free slots: one of <see cref="SchedulingOrders"/>.</summary>
    /// <value><c>fair-share</c> by default.</value>
    public string Order { get; set; } = SchedulingOrders.FairShare;

    /// <summary>Whose jobs say how long the next one is expected to run: what its tenant is taken to hold until it ends.</summary>
    /// <value><see cref="RuntimeEstimate.Queue"/> by default.</value>
    public RuntimeEstimate EstimateBy { get; set; }

    /// <summary>How long one attempt at a job may run when its request doesn't say.</summary>
    /// <value>1 hour by default.</value>
    public TimeSpan DefaultJobTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The most bytes that the payload of a job may have.</summary>
    /// <value>256 KiB by default.</value>
    public int MaxPayloadBytes { get; set; } = 256 * 1024;

    /// <summary>The most jobs that a group may have.</summary>
    /// <value>10,000 by default.</value>
    public int MaxJobsPerGroup { get; set; } = 10_000;

    /// <summary>How long a worker's right to a job holds from each renewal. A job whose worker vanished is requeued after this.</summary>
    /// <value>60 s by default.</value>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The time before the end of its lease at which a worker that can't renew stops the job. At least the kill grace of the handlers.</summary>
    /// <value>15 s by default.</value>
    public TimeSpan LeaseMargin { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a worker may take to confirm that a job was cancelled; then the job is taken from it and over. At least <see cref="LeaseMargin"/> and a
    /// <see cref="HeartbeatInterval"/> together.</summary>
    /// <value>2 minutes by default.</value>
    public TimeSpan CancelPatience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a worker reports when nothing happens.</summary>
    /// <value>10 s by default.</value>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the right to schedule holds from each renewal. When the scheduling host vanishes, another takes over after this.</summary>
    /// <value>15 s by default.</value>
    public TimeSpan BatonDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a call of the store may take; then it counts as failed, and its caller tries again. Less than <see cref="LeaseDuration"/> without
    /// <see cref="LeaseMargin"/>, so that a heartbeat that hangs is repeated in time. None to wait for as long as the store takes; not zero.</summary>
    /// <value>30 s by default.</value>
    public TimeSpan? StoreTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a host that stops waits for what its workers run; then it is stopped and goes back to its queue. The host's own shutdown time-out ends the wait too, whichever is
    /// first.</summary>
    /// <value>None by default: the host's shutdown time-out alone.</value>
    public TimeSpan? DrainTimeout { get; set; }

    internal static readonly TimeSpan MaxJobTimeout = TimeSpan.FromDays(30);

    /// <summary>How often the dispatcher reads everything again, should a hint have been lost.</summary>
    /// <value>30 s by default.</value>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many waiting jobs of each tenant and queue the dispatcher keeps in memory; at least 2.</summary>
    /// <value>64 by default.</value>
    public int WindowSize { get; set; } = 64;

    /// <summary>How often a job may be lost with its worker; once more, and it fails.</summary>
    /// <value>3 by default.</value>
    public int MaxInfrastructureLosses { get; set; } = 3;

    /// <summary>For how long jobs that are over, their logs, and events are kept.</summary>
    /// <value>30 days each by default.</value>
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>How long the host's source of secrets may take to answer. A job whose secrets don't come in time is held back, and they are looked up again.</summary>
    /// <value>10 s by default.</value>
    public TimeSpan SecretTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Set by <c>UseSecretSource</c>.</summary>
    internal bool HasSecretSource { get; set; }

    /// <summary>Whether usage is counted: what each tenant uses in each period. Let all hosts agree.</summary>
    /// <value><c>true</c> by default.</value>
    public bool CountUsage { get; set; } = true;

    /// <summary>How finely usage is kept: by the hour, or by the day, which takes less space. Longer periods can always be read. A change acts from then on.</summary>
    /// <value><see cref="UsagePeriod.Hour"/> by default.</value>
    public UsagePeriod UsagePeriod { get; set; } = UsagePeriod.Hour;

    /// <summary>How long usage is kept, from the end of its period; none for ever. More than 31 days.</summary>
    /// <value>400 days by default.</value>
    public TimeSpan? UsageRetention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>When a worker is taken for sick and cordoned.</summary>
    public HealthOptions Health { get; } = new();

    /// <summary>The queues that exist. Filled by <c>AddQueue</c> and by every worker of this host.</summary>
    public ISet<string> Queues { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The queue of a job that doesn't name one and that no routing rule matches.</summary>
    /// <value>None by default: such a job is refused.</value>
    public string? DefaultQueue { get; set; }

    /// <summary>The rules that choose the queue of a job that doesn't name one: the first that matches decides. Filled by <c>AddRoutingRule</c>.</summary>
    public IList<RoutingRuleOptions> RoutingRules { get; } = [];

    /// <summary>The policies of queues, by name. Filled by <c>AddQueue</c>.</summary>
    public IDictionary<string, QueueOptions> QueuePolicies { get; } = new Dictionary<string, QueueOptions>(StringComparer.Ordinal);

    /// <summary>The policies of tenants, by path. Filled by <c>AddTenant</c>.</summary>
    public IDictionary<string, TenantOptions> Tenants { get; } = new Dictionary<string, TenantOptions>(StringComparer.Ordinal);

    /// <summary>The plans that tenants may be on, by name. Filled by <c>AddPlan</c>.</summary>
    public IDictionary<string, TenantOptions> Plans { get; } = new Dictionary<string, TenantOptions>(StringComparer.Ordinal);

    /// <summary>Whether jobs are refused of a tenant of whom, and of those above whom, no policy says anything: not in code, not in a policy source, not in an override.</summary>
    /// <value><c>false</c> by default: unknown tenants get the defaults.</value>
    public bool RequireKnownTenants { get; set; }

    /// <summary>How often the scheduling host asks each policy source whether something has changed.</summary>
    /// <value>500 ms by default.</value>
    public TimeSpan PolicySourceInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What these settings say of policies; tenants whose path is none are left out.</summary>
    internal PolicyDefaults ToPolicyDefaults() => new()
    {
        DefaultLimit = DefaultLimit,
        Plans = Plans.ToDictionary(static plan => plan.Key, static plan => plan.Value.ToSettings(), StringComparer.Ordinal),
        Tenants = Tenants
            .Where(static tenant => TenantPath.TryParse(tenant.Key, provider: null, out _))
            .ToDictionary(static tenant => TenantPath.Parse(tenant.Key), static tenant => tenant.Value.ToSettings()),
        Queues = QueuePolicies.ToDictionary(static queue => queue.Key, static queue => queue.Value.ToSettings(), StringComparer.Ordinal),
    };
}
