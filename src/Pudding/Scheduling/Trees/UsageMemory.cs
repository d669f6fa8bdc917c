using Pudding.Scheduling.Snapshots;
using Pudding.Tenants;

namespace Pudding.Scheduling.Trees;

/// <summary>Writes down who has used how much, and reads it again.</summary>
internal sealed class UsageMemory(SchedulerState state)
{
    public SchedulerSnapshot Write(TimeSpan now) => new()
    {
        Serial = state.Placement.Serial,
        Created = state.Nodes.Created,
        Queues = [.. Enumerable.Range(0, state.Queues.Count).Select(Write)],
        Tenants = [.. Enumerable.Range(0, state.Nodes.End).Where(state.Nodes.IsTenants).Select(WriteNode).OrderBy(static usage => usage.Tenant.Depth)],
        Rates =
        [
            .. Enumerable.Range(0, state.Tenants.End)
                .Where(index => state.Tenants.RecordOf(index).Rate.IsLimited && state.Tenants.RecordOf(index).Rate.FullAt > now.Ticks)
                .Select(index => new RateUsage { Tenant = state.Tenants.RecordOf(index).Path, FullIn = TimeSpan.FromTicks(state.Tenants.RecordOf(index).Rate.FullAt - now.Ticks) }),
        ],
    };

    public void Read(SchedulerSnapshot snapshot, TimeSpan now, TimeSpan age)
    {
        state.Placement.Serial = state.Placement.RestoredSerial = snapshot.Serial;
        foreach (var usage in snapshot.Queues)
        {
            ref var queue = ref state.Queues[state.FindOrAddQueue(usage.Name)];
            queue.LastServed = usage.LastServed;
            (state.Nodes.ChildrenOf(queue.Root).Floor, state.Nodes.ChildrenOf(queue.Root).FloorFraction) = (usage.Floor, usage.FloorFraction);
            queue.Runtime = RuntimeOf(usage.Runtime, queue.Runtime);
        }

        foreach (var usage in snapshot.Tenants)
            Read(usage, state.FindOrAddQueue(usage.Queue));
        state.Nodes.Created = Math.Max(state.Nodes.Created, snapshot.Created);
        foreach (var usage in snapshot.Rates)
            state.Tenants.FillRate(state.Tenants.FindOrAdd(usage.Tenant), now + usage.FullIn - age);
    }

    private static RuntimeMean RuntimeOf(TimeSpan? known, RuntimeMean otherwise) =>
        known is { } runtime ? new RuntimeMean { Ticks = runtime.Ticks, IsKnown = true } : otherwise;

    private QueueUsage Write(int index)
    {
        ref readonly var queue = ref state.Queues[index];
        return new QueueUsage
        {
            Name = queue.Name,
            Runtime = queue.Runtime.IsKnown ? TimeSpan.FromTicks(queue.Runtime.Ticks) : null,
            LastServed = queue.LastServed,
            Floor = state.Nodes.ChildrenOf(queue.Root).Floor,
            FloorFraction = state.Nodes.ChildrenOf(queue.Root).FloorFraction,
        };
    }

    private TenantUsage WriteNode(int index)
    {
        ref readonly var node = ref state.Nodes[index];
        return new TenantUsage
        {
            Tenant = state.Tenants.RecordOf(node.Tenant).Path,
            Queue = state.Queues[node.Queue].Name,
            Consumed = node.Consumed,
            Floor = state.Nodes.ChildrenOf(index).Floor,
            FloorFraction = state.Nodes.ChildrenOf(index).FloorFraction,
            Tie = state.Nodes.Items.Ties[index],
            Runtime = state.Nodes.RuntimeOf(index) is { IsKnown: true } own ? TimeSpan.FromTicks(own.Ticks) : null,
            WasEligible = state.Nodes.IsEligible(index),
        };
    }

    private void Read(TenantUsage usage, int queue)
    {
        var index = state.Forest.FindOrAdd(queue, state.Tenants.FindOrAdd(usage.Tenant));
        ref var node = ref state.Nodes[index];
        node.Consumed = usage.Consumed;
        (state.Nodes.ChildrenOf(index).Floor, state.Nodes.ChildrenOf(index).FloorFraction) = (usage.Floor, usage.FloorFraction);
        state.Nodes.RuntimeOf(index) = RuntimeOf(usage.Runtime, default);
        state.Nodes.Items.Ties[index] = usage.Tie;

        // Who had work has not been away, if it still has when the jobs are read and before anybody is served.
        node.Absence = usage.WasEligible ? Absence.AwaitsRestore : Absence.Real;
    }
}
