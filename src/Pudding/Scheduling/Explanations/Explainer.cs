using Pudding.Scheduling.Trees;
using Pudding.Tenants;

namespace Pudding.Scheduling.Explanations;

/// <summary>Finds out why a job waits, from a copy of the scheduler that may be moved on to the present.</summary>
internal sealed class Explainer
{
    private readonly SchedulerState _state;

    private Explainer(SchedulerState state) => _state = state;

    public static JobExplanation Explain(SchedulerState state, int job, TimeSpan now, IReadOnlyList<SlotGroup> slots, TimeSpan? chargeEvery)
    {
        Check(state, slots, chargeEvery);
        var node = state.Jobs[job].Node;
        var explanation = new JobExplanation
        {
            Job = state.Jobs[job].Id,
            Tenant = state.Tenants.RecordOf(state.Nodes[node].Tenant).Path,
            Queue = state.Queues[state.Nodes[node].Queue].Name,
            At = now,
            IsRunning = state.Jobs[job].Phase != JobPhase.Waiting,
        };
        if (explanation.IsRunning)
            return explanation;

        var forecast = new Forecast(state, now, slots, chargeEvery);
        explanation = new Explainer(forecast.State).Complete(explanation, job, slots) with { FreeSlots = forecast.CountFree(state.Nodes[node].Queue) };
        return explanation.IsForGood ? explanation : explanation with { ExpectedStart = forecast.FindStart(state.Jobs.TicketOf(job)) };
    }

    private static void Check(SchedulerState state, IReadOnlyList<SlotGroup> slots, TimeSpan? chargeEvery)
    {
        if (chargeEvery is { } every)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero, nameof(chargeEvery));
        foreach (var group in slots)
        {
            if (group.Slots < 0)
                throw new ArgumentException($"{nameof(SlotGroup.Slots)}: {group.Slots} is below zero.", nameof(slots));
            if (group.Queues.Any(key => key.Index >= state.Queues.Count))
                throw new ArgumentException($"{nameof(SlotGroup.Queues)}: a queue key is of another scheduler.", nameof(slots));
        }
    }

    private JobExplanation Complete(JobExplanation explanation, int job, IReadOnlyList<SlotGroup> slots)
    {
        var leaf = _state.Jobs[job].Node;
        var queue = _state.Nodes[leaf].Queue;
        var (ahead, byPriority) = CountAhead(leaf, job);
        return explanation with
        {
            Obstacles = [.. FindObstacles(leaf, explanation.At, isServed: slots.Any(group => group.Slots > 0 && group.Queues.Any(key => key.Index == queue)))],
            Standings = [.. FindStandings(leaf)],
            JobsAhead = ahead,
            JobsAheadByPriority = byPriority,
        };
    }

    private (int All, int ByPriority) CountAhead(int leaf, int job)
    {
        var (all, byPriority) = (0, 0);
        for (var other = _state.Nodes[leaf].FirstJob; other != job; other = _state.Jobs[other].Next)
        {
            all++;
            if (_state.Jobs[other].Priority > _state.Jobs[job].Priority)
                byPriority++;
        }

        return (all, byPriority);
    }

    private IEnumerable<Obstacle> FindObstacles(int leaf, TimeSpan now, bool isServed)
    {
        if (!isServed)
            yield return new Obstacle { Kind = ObstacleKind.NoWorker };
        for (var index = _state.Nodes[leaf].Tenant; index >= 0; index = _state.Tenants[index].Parent)
        {
            var tenant = _state.Tenants[index];
            var path = _state.Tenants.RecordOf(index).Path;
            var policy = _state.Tenants.Policies[path];
            if (tenant.Paused)
                yield return new Obstacle { Kind = ObstacleKind.Paused, Tenant = path, Setting = nameof(TenantPolicy.Paused) };
            if (tenant.Running >= tenant.Ceiling)
            {
                yield return new Obstacle
                {
                    Kind = ObstacleKind.LimitReached,
                    Tenant = path,
                    Setting = LimitOf(policy),
                    Limit = tenant.Ceiling,
                    Running = tenant.Running,
                    UsedBy = FindUsers(index),
                };
            }

            if (tenant.LacksToken)
            {
                var until = TimeSpan.FromTicks(_state.Tenants.RecordOf(index).Rate.TokenAt);
                yield return new Obstacle
                {
                    Kind = ObstacleKind.StartRate,
                    Tenant = path,
                    Setting = nameof(TenantPolicy.StartsPerMinute),
                    StartsPerMinute = policy.StartsPerMinute,
                    Until = until,
                    Wait = until - now,
                };
            }
        }
    }

    private static string LimitOf(TenantPolicy policy) => policy switch
    {
        { BorrowIdle: true } => nameof(TenantPolicy.BorrowCeiling),
        { MaxConcurrent: not null } => nameof(TenantPolicy.MaxConcurrent),
        _ => nameof(TenantPolicies.DefaultLimit),
    };

    /// <summary>Who, right below a tenant (or itself, if there is nobody below), runs jobs in which queue.</summary>
    private List<SlotUse> FindUsers(int tenant)
    {
        var users = new List<SlotUse>();
        for (var index = 0; index < _state.Nodes.End; index++)
        {
            if (!_state.Nodes.IsTenants(index))
                continue;
            ref readonly var node = ref _state.Nodes[index];
            ref readonly var user = ref _state.Tenants[node.Tenant];
            if (node.Running > 0 && (user.Parent == tenant || (node.Tenant == tenant && node.ChildCount == 0)))
                users.Add(new SlotUse(_state.Tenants.RecordOf(node.Tenant).Path, _state.Queues[node.Queue].Name, node.Running));
        }

        return [.. users.OrderByDescending(static use => use.Running).ThenBy(static use => use.Tenant).ThenBy(static use => use.Queue, StringComparer.Ordinal)];
    }

    private IEnumerable<Standing> FindStandings(int leaf)
    {
        for (var index = leaf; _state.Nodes[index].Parent is var parent and >= 0; index = parent)
        {
            if (!_state.Nodes.IsEligible(index))
                continue;
            var siblings = _state.Nodes.ChildrenOf(parent).Eligible!;
            var tier = _state.Nodes[index].Tier;
            yield return new Standing(
                _state.Tenants.RecordOf(_state.Nodes[index].Tenant).Path, siblings.CountBefore(index) + 1, siblings.Count, tier == Tier.BelowGuarantee, tier == Tier.Borrowing);
        }
    }
}
