using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Twin;

/// <summary>The rules of the FairScheduler again, written to be read: no heap, no wrapping, everything found by looking at everything. Here is what
/// operations do; the rules that they keep are in the other part.</summary>
internal sealed partial class NaiveScheduler(FairSchedulerOptions options)
{
    private readonly List<NaiveNode> _nodes = [];
    private readonly List<NaiveTenant> _tenants = [];
    private readonly Dictionary<string, NaiveQueue> _queues = [];
    private long _serial;
    private long _turn;
    private long _created;
    private long _newest = long.MinValue;
    private long _restoredAt = long.MinValue;

    public List<NaiveJob> Jobs { get; } = [];

    public NaivePolicies Policies { get; private set; } = new(options.Policies);

    public int Tenants => _tenants.Count;

    public int Nodes => _nodes.Count;

    public int RunningOf(TenantPath tenant) => TenantOf(tenant)?.Running ?? 0;

    public void Apply(TenantPolicies policies)
    {
        Change(new NaivePolicies(policies));
        Settle();
    }

    /// <summary>False when the policies would not fit together; nothing is changed then.</summary>
    public bool SetPolicy(TenantPath tenant, TenantPolicy policy)
    {
        var changed = Policies.With(tenant, policy);
        if (!changed.FitTogether)
            return false;
        Change(changed);
        Settle();
        return true;
    }

    public void Add(TenantPath tenant, string queue, JobId id, int priority, long sequence)
    {
        var job = new NaiveJob(id, NodeOf(queue, tenant), priority, sequence);
        Jobs.Add(job);
        job.Leaf.Waiting.Add(job);
        Settle();
    }

    public void AddRunning(TenantPath tenant, string queue, JobId id, long startedAt)
    {
        var job = new NaiveJob(id, NodeOf(queue, tenant), 0, 0) { IsTakenOver = true };
        Jobs.Add(job);
        TakeSlot(job, startedAt);
        Settle();
    }

    public JobId? TryStart(IEnumerable<string> queues, long now)
    {
        Observe(now);
        var queue = queues.Where(_queues.ContainsKey).Select(name => _queues[name]).Where(q => q.Root.Children.Any(IsEligible))
            .OrderBy(q => q.LastServed).FirstOrDefault();
        if (queue is null)
            return null;

        var node = queue.Root;
        while (node.Children.Where(IsEligible).OrderBy(Rank).FirstOrDefault() is { } first)
            node = first;
        var job = Head(node)!;
        Start(job, now);
        Settle();
        return job.Id;
    }

    public void Charge(NaiveJob job, long now)
    {
        Observe(now);
        ChargeTo(job, now);
        Settle();
    }

    public void Finish(NaiveJob job, long now)
    {
        Observe(now);
        ChargeTo(job, now);
        Learn(job, Math.Max(0, now - job.StartedAt));
        End(job);
    }

    public void Release(NaiveJob job, long now)
    {
        Observe(now);
        ChargeTo(job, now);
        End(job);
    }

    public void Return(NaiveJob job)
    {
        FreeSlot(job);
        job.Leaf.Waiting.Add(job);
        foreach (var node in job.Leaf.Path)
        {
            if (Policies[node.Tenant!].StartsPerMinute is not null && node.Tenant!.ArrivalTime is { } arrival)
                SetArrivalTime(node.Tenant, arrival - Interval(node.Tenant));
        }

        Settle();
    }

    public void Remove(NaiveJob job) => End(job);

    public void Reprioritise(NaiveJob job, int priority)
    {
        job.Priority = priority;
        Settle();
    }

    /// <summary>What a restored scheduler knows of the jobs that run: when they started, not what was expected of them then.</summary>
    public void Restore(long now)
    {
        Observe(now);
        _restoredAt = now;
        while (_tenants.RemoveAll(IsForgettable) > 0)
        {
            // An organisation is, once its projects are gone.
        }

        var running = Jobs.Where(static job => job.IsRunning).ToList();
        running.ForEach(FreeSlot);
        foreach (var job in running)
        {
            TakeSlot(job, job.StartedAt);
            job.IsTakenOver = true;
            job.OutOfTurn.Clear();
        }

        Settle();
    }

    /// <summary>A time that a call has brought: tokens come one after the other.</summary>
    public void Observe(long now)
    {
        _newest = Math.Max(_newest, now);
        foreach (var tenant in _tenants.Where(tenant => tenant.LacksToken && TokenAt(tenant) <= _newest).OrderBy(TokenAt).ToList())
        {
            tenant.LacksToken = false;
            Settle();
        }
    }

    private void Start(NaiveJob job, long now)
    {
        _serial++;
        _turn++;
        job.Leaf.Queue.LastServed = _serial;
        var tiers = job.Leaf.Path.ToDictionary(node => node, Tier); // as they are when it is picked
        job.Leaf.Waiting.Remove(job);
        job.OutOfTurn.Clear();
        foreach (var node in job.Leaf.Path)
        {
            if (tiers[node] == 0 && job.OutOfTurn.Add(node))
                node.Consumed = Int128.Min(node.Consumed, node.Parent!.V + Credit(node));
            else
                node.Parent!.V = Int128.Max(node.Parent.V, node.Consumed);
            node.Tie = _serial;
            node.Turn = _turn;
            if (Policies[node.Tenant!].StartsPerMinute is not null)
                SetArrivalTime(node.Tenant!, Math.Max(node.Tenant!.ArrivalTime ?? long.MinValue, now) + Interval(node.Tenant));
        }

        TakeSlot(job, now);
    }

    private void TakeSlot(NaiveJob job, long startedAt)
    {
        job.IsRunning = true;
        job.StartedAt = startedAt;
        job.ChargedUntil = Math.Max(startedAt, _restoredAt);
        job.Estimate = (options.EstimateBy == RuntimeEstimate.Tenant ? job.Leaf.MeanRuntime : null) ?? job.Leaf.Queue.MeanRuntime;
        foreach (var node in job.Leaf.Path)
        {
            node.Held += job.Estimate;
            node.Running++;
            node.Tenant!.Running++;
        }
    }

    private static void FreeSlot(NaiveJob job)
    {
        job.IsRunning = false;
        foreach (var node in job.Leaf.Path)
        {
            node.Held -= job.Estimate;
            node.Running--;
            node.Tenant!.Running--;
        }
    }

    private void ChargeTo(NaiveJob job, long now)
    {
        var used = now - job.ChargedUntil;
        if (used <= 0)
            return;
        job.ChargedUntil = now;
        foreach (var node in job.Leaf.Path)
        {
            node.Consumed += Weigh(used, node);
            if (!job.OutOfTurn.Contains(node))
                node.Parent!.AdvanceV(used, ActiveWeight(node.Parent));
        }
    }

    private static void Learn(NaiveJob job, long runtime)
    {
        var (leaf, queue) = (job.Leaf, job.Leaf.Queue);
        queue.MeanRuntime = queue.HasFinished ? queue.MeanRuntime + ((runtime - queue.MeanRuntime) / 10) : runtime;
        queue.HasFinished = true;
        leaf.MeanRuntime = leaf.MeanRuntime is { } mean ? mean + ((runtime - mean) / 10) : runtime;
    }

    private void End(NaiveJob job)
    {
        if (job.IsRunning)
            FreeSlot(job);
        job.Leaf.Waiting.Remove(job);
        Jobs.Remove(job);
        Settle();
    }

    private void Change(NaivePolicies policies)
    {
        Policies = policies;
        foreach (var tenant in _tenants)
        {
            SetArrivalTime(tenant, policies[tenant].StartsPerMinute is not null && tenant.ArrivalTime is { } arrival
                ? Math.Min(arrival, _newest + (policies[tenant].StartBurst * Interval(tenant)))
                : null);
        }
    }

    private NaiveTenant? TenantOf(TenantPath path) => _tenants.Find(tenant => tenant.Path == path);
}
