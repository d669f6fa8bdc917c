using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Properties;

/// <summary>An account of everything that was done to a scheduler and that it decided: who has consumed and holds how much, who is eligible. It decides nothing:
/// it says whether a decision keeps what is promised. Here is what happens; the checks are in the other parts.</summary>
internal sealed partial class Account(FairSchedulerOptions options, Findings findings)
{
    private readonly Dictionary<TenantPath, AccountTenant> _tenants = [];
    private readonly List<AccountNode> _nodes = []; // parents first
    private readonly Dictionary<(string Queue, TenantPath Tenant), AccountNode> _byName = [];
    private readonly Dictionary<string, AccountQueue> _queues = new(StringComparer.Ordinal);
    private Dictionary<TenantPath, TenantPolicy> _policies = new(options.Policies.Own);
    private int _defaultLimit = options.Policies.DefaultLimit;
    private long _newest = long.MinValue;
    private long _operation;
    private long _serial;

    public int Tenants => _tenants.Count;

    public int Nodes => _nodes.Count;

    public int Running { get; private set; }

    public int Waiting { get; private set; }

    public int RunningOf(TenantPath tenant) => _tenants.TryGetValue(tenant, out var known) ? known.Running : 0;

    public AccountQueue Queue(string name, QueueKey key)
    {
        if (!_queues.TryGetValue(name, out var queue))
            _queues[name] = queue = new AccountQueue(name, key, options.InitialRuntime.Ticks);
        return queue;
    }

    public bool Knows(AccountQueue queue, TenantPath tenant) => _byName.ContainsKey((queue.Name, tenant));

    public AccountJob Add(TenantPath tenant, AccountQueue queue, JobId id, int priority, long sequence)
    {
        var job = new AccountJob(id, NodeOf(queue, tenant), priority, sequence);
        job.Leaf.Waiting.Add(job);
        Waiting++;
        Settle();
        return job;
    }

    public AccountJob AddRunning(TenantPath tenant, AccountQueue queue, JobId id, long startedAt)
    {
        var job = new AccountJob(id, NodeOf(queue, tenant), 0, 0);
        TakeSlot(job, startedAt);
        for (var node = job.Leaf; !node.IsRoot; node = node.Parent)
            BeginLeadsAgain(node);
        Settle();
        return job;
    }

    public void Charge(AccountJob job, long now)
    {
        Observe(now);
        ChargeTo(job, now);
        Settle();
    }

    public void Finish(AccountJob job, long now)
    {
        Observe(now);
        ChargeTo(job, now);
        var runtime = Math.Max(0, now - job.StartedAt);
        var queue = job.Leaf.Queue;
        queue.Mean = queue.HasFinished ? Toward(queue.Mean, runtime) : runtime;
        queue.HasFinished = true;
        job.Leaf.Mean = job.Leaf.Mean is { } mean ? Toward(mean, runtime) : runtime;
        End(job);
    }

    public void Release(AccountJob job, long now)
    {
        Observe(now);
        ChargeTo(job, now);
        End(job);
    }

    public void Return(AccountJob job)
    {
        FreeSlot(job);
        job.Leaf.Waiting.Add(job);
        Waiting++;
        for (var node = job.Leaf; !node.IsRoot; node = node.Parent)
        {
            if (node.Tenant.IsRated)
                node.Tenant.GiveTokenBack();
        }

        Settle();
    }

    public void Remove(AccountJob job) => End(job);

    public void Reprioritise(AccountJob job, int priority)
    {
        job.Leaf.Waiting.Remove(job);
        job.Priority = priority;
        job.Leaf.Waiting.Add(job);
        Settle();
    }

    public TenantPolicy PolicyOf(TenantPath tenant) => _policies.GetValueOrDefault(tenant, TenantPolicy.Default);

    /// <summary>The policies with one changed; null when they don't fit together.</summary>
    public TenantPolicies? With(TenantPath tenant, TenantPolicy policy)
    {
        var changed = new Dictionary<TenantPath, TenantPolicy>(_policies) { [tenant] = policy };
        foreach (var parent in changed.Keys.Select(static node => node.Parent).OfType<TenantPath>())
        {
            var below = changed.Where(node => node.Key.Parent == parent).Sum(static node => node.Value.Guarantee);
            if (below > (changed.TryGetValue(parent, out var own) ? own.Guarantee : 0))
                return null;
        }

        return new TenantPolicies(_defaultLimit, changed);
    }

    public void Apply(TenantPolicies policies)
    {
        _policies = new Dictionary<TenantPath, TenantPolicy>(policies.Own);
        _defaultLimit = policies.DefaultLimit;
        foreach (var tenant in _tenants.Values)
        {
            var before = tenant.InverseWeight;
            tenant.SetPolicy(PolicyOf(tenant.Path), _newest);
            if (tenant.InverseWeight == before)
                continue;
            foreach (var node in _nodes.Where(node => node.Tenant == tenant))
                node.IsReweighed = true;
        }

        Settle();
    }

    /// <summary>Forgets what has decayed: nodes below before those above.</summary>
    public int ForgetIdle()
    {
        for (var i = _nodes.Count - 1; i >= 0; i--)
        {
            var node = _nodes[i];
            if (node.Waiting.Count > 0 || node.Running > 0 || node.Children.Count > 0 || node.Consumed > ConsumedWhenNew(node))
                continue;
            node.Parent.Children.Remove(node);
            _nodes.RemoveAt(i);
            _byName.Remove((node.Queue.Name, node.Tenant.Path));
            node.Tenant.Uses--;
        }

        var before = _tenants.Count;
        foreach (var tenant in _tenants.Values.OrderByDescending(static tenant => tenant.Path.Depth).Where(tenant => tenant.Uses == 0 && tenant.FullAt <= _newest))
        {
            _tenants.Remove(tenant.Path);
            if (tenant.Parent is not null)
                tenant.Parent.Uses--;
        }

        return before - _tenants.Count;
    }

    /// <summary>A time that a call has brought.</summary>
    public void Observe(long now)
    {
        if (now <= _newest)
            return;
        _newest = now;
        Settle();
    }

    private void Start(AccountJob job, long now)
    {
        _serial++;
        _operation++;
        job.Leaf.Waiting.Remove(job);
        Waiting--;
        job.Leaf.Queue.LastServed = _serial;
        job.Start++;
        job.OutOfTurn = 0;
        for (var node = job.Leaf; !node.IsRoot; node = node.Parent)
        {
            if (node.Tier == 0)
            {
                ServeOutOfTurn(node);
                job.OutOfTurn |= 1 << node.Tenant.Path.Depth;
            }
            else
            {
                node.Parent.V = Int128.Max(node.Parent.V, node.Consumed);
            }

            node.Turn = _operation;
            EndStarving(node);
            if (node.Tenant.IsRated)
                node.Tenant.TakeToken(now);
        }

        TakeSlot(job, now);
        Settle();
    }

    /// <summary>Who is served for its guarantee owes at most the credit, and is not bounded by the keys of others.</summary>
    private void ServeOutOfTurn(AccountNode node)
    {
        node.Consumed = Int128.Min(node.Consumed, node.Parent.V + Credit(node));
        foreach (var sibling in node.Siblings)
        {
            if (node.Over[sibling.Slot].IsStarving)
                node.Over[sibling.Slot].BeginStarving(node);
        }
    }

    private void TakeSlot(AccountJob job, long startedAt)
    {
        Running++;
        job.IsRunning = true;
        job.StartedAt = job.ChargedUntil = startedAt;
        job.Estimate = (options.EstimateBy == RuntimeEstimate.Tenant ? job.Leaf.Mean : null) ?? job.Leaf.Queue.Mean;
        for (var node = job.Leaf; !node.IsRoot; node = node.Parent)
        {
            node.Held += job.Estimate;
            node.Running++;
            node.Tenant.Running++;
            Runs(node);
        }
    }

    private void FreeSlot(AccountJob job)
    {
        Running--;
        job.IsRunning = false;
        for (var node = job.Leaf; !node.IsRoot; node = node.Parent)
        {
            node.Held -= job.Estimate;
            node.Running--;
            node.Tenant.Running--;
        }
    }

    private void ChargeTo(AccountJob job, long now)
    {
        var used = now - job.ChargedUntil;
        if (used <= 0)
            return;
        job.ChargedUntil = now;
        for (var node = job.Leaf; !node.IsRoot; node = node.Parent)
        {
            var weighed = node.Weigh(used);
            node.Consumed += weighed;
            if ((job.OutOfTurn & (1 << node.Tenant.Path.Depth)) == 0)
                node.Parent.AdvanceV(used, ActiveWeight(node.Parent));
            Charged(node, weighed, now - job.StartedAt);
        }
    }

    private void End(AccountJob job)
    {
        if (job.IsRunning)
        {
            FreeSlot(job);
        }
        else
        {
            job.Leaf.Waiting.Remove(job);
            Waiting--;
        }

        job.IsGone = true;
        Settle();
    }

    private static long Toward(long mean, long runtime) => mean + ((runtime - mean) / 10);

    private Int128 Credit(AccountNode node) => node.Weigh((long)(node.Queue.Mean * options.Credit));

    private static long ActiveWeight(AccountNode parent)
    {
        long sum = 0;
        foreach (var child in parent.Children)
        {
            if (child.IsEligible || child.Running > 0)
                sum += (long)Math.Round(child.Tenant.Policy.Weight * 65536);
        }

        return sum;
    }

    private Int128 ConsumedWhenNew(AccountNode node) => Int128.Max(0, node.Parent.V - Credit(node));

    private AccountNode NodeOf(AccountQueue queue, TenantPath path)
    {
        if (_byName.TryGetValue((queue.Name, path), out var known))
            return known;
        var parent = path.Parent is { } above ? NodeOf(queue, above) : queue.Root;
        if (!_tenants.TryGetValue(path, out var tenant))
        {
            _tenants[path] = tenant = new AccountTenant(path, parent.Tenant);
            tenant.SetPolicy(PolicyOf(path), _newest);
            if (tenant.Parent is not null)
                tenant.Parent.Uses++;
        }

        tenant.Uses++;
        var node = new AccountNode(queue, tenant, parent);
        node.Consumed = ConsumedWhenNew(node);
        _nodes.Add(node);
        return _byName[(queue.Name, path)] = node;
    }
}
