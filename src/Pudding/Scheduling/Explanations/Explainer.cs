using Pudding.Scheduling.Trees;

namespace Pudding.Scheduling.Explanations;

/// <summary>Finds out why a job waits. Looks only; may allocate.</summary>
internal sealed class Explainer(SchedulerState state)
{
    public JobExplanation Explain(int job, TimeSpan now, IReadOnlyList<SlotGroup> slots)
    {
        ref readonly var slot = ref state.Jobs[job];
        if (slot.Phase != JobPhase.Waiting)
            return new JobExplanation { IsRunning = true };
        var queue = state.Nodes[slot.Node].Queue;
        return new JobExplanation
        {
            Obstacles = [.. FindObstacles(slot.Node, isServed: slots.Any(group => group.Slots > 0 && group.Queues.Any(key => key.Index == queue)))],
            Standings = [.. FindStandings(slot.Node)],
            JobsAhead = state.Jobs.CountBefore(state.Nodes[slot.Node], job),
            ExpectedStart = new Forecast(state, slots).FindStart(state.Jobs.TicketOf(job), now),
        };
    }

    private IEnumerable<Obstacle> FindObstacles(int leaf, bool isServed)
    {
        if (!isServed)
            yield return new Obstacle { Kind = ObstacleKind.NoWorker };
        for (var index = state.Nodes[leaf].Tenant; index >= 0; index = state.Tenants[index].Parent)
        {
            var tenant = state.Tenants[index];
            var path = state.Tenants.RecordOf(index).Path;
            if (tenant.Paused)
                yield return new Obstacle { Kind = ObstacleKind.Paused, Tenant = path };
            if (tenant.Running >= tenant.Ceiling)
                yield return new Obstacle { Kind = ObstacleKind.LimitReached, Tenant = path, Limit = tenant.Ceiling, UsedBy = FindUsers(index) };
            if (tenant.LacksToken)
                yield return new Obstacle { Kind = ObstacleKind.StartRate, Tenant = path, Until = TimeSpan.FromTicks(state.Tenants.RecordOf(index).Rate.TokenAt) };
        }
    }

    /// <summary>Who, right below a tenant (or itself, if there is nobody below), runs jobs in which queue.</summary>
    private List<SlotUse> FindUsers(int tenant)
    {
        var users = new List<SlotUse>();
        for (var index = 0; index < state.Nodes.End; index++)
        {
            if (!state.Nodes.IsTenants(index))
                continue;
            ref readonly var node = ref state.Nodes[index];
            ref readonly var user = ref state.Tenants[node.Tenant];
            if (node.Running > 0 && (user.Parent == tenant || (node.Tenant == tenant && node.ChildCount == 0)))
                users.Add(new SlotUse(state.Tenants.RecordOf(node.Tenant).Path, state.Queues[node.Queue].Name, node.Running));
        }

        return [.. users.OrderByDescending(static use => use.Running).ThenBy(static use => use.Tenant)];
    }

    private IEnumerable<Standing> FindStandings(int leaf)
    {
        for (var index = leaf; state.Nodes[index].Parent is var parent and >= 0; index = parent)
        {
            if (!state.Nodes.IsEligible(index))
                continue;
            var siblings = state.Nodes.ChildrenOf(parent).Eligible!;
            var tier = state.Nodes[index].Tier;
            yield return new Standing(
                state.Tenants.RecordOf(state.Nodes[index].Tenant).Path, siblings.CountBefore(index) + 1, siblings.Count, tier == Tier.BelowGuarantee, tier == Tier.Borrowing);
        }
    }
}
