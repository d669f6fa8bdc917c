using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Scheduling.Trees;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

/// <summary>The rules of the FairScheduler again, written to be read: no heap, no bookkeeping, everything found by looking at everything.</summary>
internal sealed class NaiveScheduler(FairSchedulerOptions options)
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, Queue> _queues = [];
    private TenantPolicies _policies = options.Policies;
    private long _serial;

    public List<NaiveJob> Jobs { get; } = [];

    public void Apply(TenantPolicies policies)
    {
        _policies = policies;
        Settle();
    }

    public void Add(TenantPath tenant, string queue, JobId id, int priority, long sequence)
    {
        var leaf = NodeOf(queue, tenant);
        Jobs.Add(new NaiveJob(id, tenant, queue, priority, sequence, leaf));
        Settle();
    }

    public JobId? TryStart(IEnumerable<string> queues, long now)
    {
        var queue = queues.Where(q => _queues.ContainsKey(q) && Children(q, parent: null).Any(IsEligible))
            .OrderBy(q => _queues[q].LastServed).FirstOrDefault();
        if (queue is null)
            return null;

        Node? node = null;
        do
        {
            node = Children(queue, node).Where(IsEligible).Aggregate((a, b) => IsBefore(b, a) ? b : a);
        }
        while (Children(queue, node).Any(IsEligible));
        var job = Waiting(node).OrderByDescending(j => j.Priority).ThenBy(j => j.Sequence).First();

        Start(job, now);
        return job.Id;
    }

    public void AddRunning(TenantPath tenant, string queue, JobId id, long startedAt)
    {
        Jobs.Add(new NaiveJob(id, tenant, queue, 0, 0, NodeOf(queue, tenant)) { IsAway = true });
        Count(Jobs[^1], startedAt);
        Settle();
    }

    public void Release(NaiveJob job, long now)
    {
        Charge(job, now);
        Remove(job);
    }

    public void Charge(NaiveJob job, long now)
    {
        var used = Math.Max(0, now - job.ChargedUntil);
        job.ChargedUntil = Math.Max(now, job.ChargedUntil);
        foreach (var on in Path(job.Leaf))
        {
            on.Consumed += SlotTime.Weigh(used, Weight(on));
            var active = Children(on.Queue, on.Parent).Where(n => n.WasEligible || Jobs.Any(j => j.IsRunning && j.Queue == n.Queue && j.Tenant.IsWithin(n.Tenant)));
            var floor = on.Parent?.Floor ?? _queues[on.Queue].Floor;
            floor.Fraction += used * 6553.6 / active.Sum(n => (int)Math.Round(_policies[n.Tenant].Weight * 65536)) / 4;
            floor.Value += (long)floor.Fraction;
            floor.Fraction -= (long)floor.Fraction;
        }

        Settle();
    }

    public void Finish(NaiveJob job, long now)
    {
        Charge(job, now);
        var queue = _queues[job.Queue];
        var runtime = Math.Max(0, now - job.StartedAt);
        queue.MeanRuntime = queue.HasFinished ? queue.MeanRuntime + ((runtime - queue.MeanRuntime) / 10) : runtime;
        queue.HasFinished = true;
        Remove(job);
    }

    public void Return(NaiveJob job)
    {
        FreeSlotOf(job);
        job.IsRunning = false;
        Settle();
    }

    public void Remove(NaiveJob job)
    {
        if (job.IsRunning)
            FreeSlotOf(job);
        Jobs.Remove(job);
        Settle();
    }

    public int Running(TenantPath tenant) => Jobs.Count(j => j.IsRunning && j.Tenant.IsWithin(tenant));

    public int Ceiling(TenantPath tenant) => _policies.Ceiling(tenant, holdsJobs: Jobs.Any(j => j.Tenant == tenant));

    private void Start(NaiveJob job, long now)
    {
        _serial++;
        _queues[job.Queue].LastServed = _serial;
        foreach (var on in Path(job.Leaf))
        {
            SetFloor(on);
            on.LastServed = _serial;
        }

        Count(job, now);
        Settle();
    }

    private void Count(NaiveJob job, long now)
    {
        (job.IsRunning, job.IsAway) = (true, false);
        job.StartedAt = job.ChargedUntil = now;
        job.Held = _queues[job.Queue].MeanRuntime;
        foreach (var on in Path(job.Leaf))
            on.Held += job.Held;
    }

    private static void FreeSlotOf(NaiveJob job)
    {
        foreach (var on in Path(job.Leaf))
            on.Held -= job.Held;
    }

    private static IEnumerable<Node> Path(Node leaf)
    {
        for (var node = leaf; node is not null; node = node.Parent)
            yield return node;
    }

    private IEnumerable<Node> Children(string queue, Node? parent) => _nodes.Where(n => n.Queue == queue && n.Parent == parent);

    private IEnumerable<NaiveJob> Waiting(Node leaf) => Jobs.Where(j => j.Leaf == leaf && !j.IsRunning && !j.IsAway);

    private bool IsEligible(Node node) =>
        (Waiting(node).Any() || Children(node.Queue, node).Any(IsEligible))
        && Running(node.Tenant) < Ceiling(node.Tenant) && !_policies[node.Tenant].Paused;

    private long Weight(Node node) => SlotTime.InverseWeight(_policies[node.Tenant].Weight);

    private bool IsBefore(Node left, Node right)
    {
        var (a, b) = (Key(left), Key(right));
        if (a != b)
            return a < b;
        return left.LastServed != right.LastServed ? left.LastServed < right.LastServed : _nodes.IndexOf(left) < _nodes.IndexOf(right);
    }

    private long Key(Node node)
    {
        if (options.Order == SchedulingOrders.FairShare)
            return node.Consumed + SlotTime.Weigh(node.Held, Weight(node));
        return Children(node.Queue, node).Where(IsEligible).Select(Key).DefaultIfEmpty().Min() is var below and > 0
            ? below
            : Waiting(node).OrderByDescending(j => j.Priority).ThenBy(j => j.Sequence).First().Sequence;
    }

    private void SetFloor(Node child)
    {
        var floors = child.Parent?.Floor ?? _queues[child.Queue].Floor;
        floors.Value = Math.Max(floors.Value, child.Consumed);
    }

    /// <summary>The return rule, for all who have become eligible since the last moment.</summary>
    private void Settle()
    {
        foreach (var node in _nodes)
        {
            var eligible = IsEligible(node);
            if (eligible && !node.WasEligible)
            {
                var floor = node.Parent?.Floor ?? _queues[node.Queue].Floor;
                var credit = SlotTime.Weigh((long)(_queues[node.Queue].MeanRuntime * options.Credit), Weight(node));
                node.Consumed = Math.Max(node.Consumed, floor.Value - credit);
            }

            node.WasEligible = eligible;
        }
    }

    private Node NodeOf(string queue, TenantPath tenant)
    {
        if (!_queues.ContainsKey(queue))
            _queues[queue] = new Queue { MeanRuntime = options.InitialRuntime.Ticks };
        if (_nodes.Find(n => n.Queue == queue && n.Tenant == tenant) is { } known)
            return known;
        var parent = tenant.Parent is { } above ? NodeOf(queue, above) : null;
        var node = new Node(queue, tenant, parent);
        var floor = parent?.Floor ?? _queues[queue].Floor;
        node.Consumed = Math.Max(0, floor.Value - SlotTime.Weigh((long)(_queues[queue].MeanRuntime * options.Credit), Weight(node)));
        _nodes.Add(node);
        return node;
    }

    internal sealed class Node(string queue, TenantPath tenant, Node? parent)
    {
        public string Queue { get; } = queue;

        public TenantPath Tenant { get; } = tenant;

        public Node? Parent { get; } = parent;

        public long Consumed { get; set; }

        public long Held { get; set; }

        public long LastServed { get; set; }

        public Floor Floor { get; } = new();

        public bool WasEligible { get; set; }
    }

    internal sealed class Floor
    {
        public long Value { get; set; }

        public double Fraction { get; set; }
    }

    private sealed class Queue
    {
        public long MeanRuntime { get; set; }

        public bool HasFinished { get; set; }

        public long LastServed { get; set; }

        public Floor Floor { get; } = new();
    }
}
