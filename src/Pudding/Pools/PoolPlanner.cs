namespace Pudding.Pools;

/// <summary>Decides what a round does: a pure function of what is known, so that it can be tested, and shown before it is done.</summary>
internal static class PoolPlanner
{
    /// <param name="goal">What the pool is to be.</param>
    /// <param name="members">What there is.</param>
    /// <param name="demand">How many waiting jobs could start if there were slots for them; unknown: nothing grows beyond the fewest, and nothing shrinks.</param>
    public static PoolPlan Plan(PoolGoal goal, IReadOnlyList<PoolMember> members, int? demand)
    {
        var steps = new List<PoolStep>();
        foreach (var member in members)
        {
            if (NextOf(member) is { } step)
                steps.Add(step);
        }

        var spare = members.Sum(static member => member.IsUsable ? member.FreeSlots : 0) - (demand ?? 0);
        var usable = members.Count(static member => member.IsUsable);
        if (goal.IsEmptying)
        {
            steps.AddRange(members.Where(static member => member.Status == PoolInstanceStatus.Ready).Select(static member => Cordon(member, "The pool is being emptied.")));
            steps.AddRange(members.Where(static member => member.Status == PoolInstanceStatus.Booting)
                .Select(static member => new PoolStep(PoolStepKind.Terminate, member, "The pool is being emptied.")));
            return new PoolPlan(steps, Launches: 0);
        }

        // One that was about to go is the quickest help.
        foreach (var member in members.Where(static member => member.Status == PoolInstanceStatus.Draining))
        {
            if (spare >= 0 && usable >= goal.Min)
                break;
            steps.RemoveAll(step => step.Member == member);
            steps.Add(new PoolStep(PoolStepKind.Uncordon, member, "There is work again."));
            spare += Math.Max(0, goal.Slots - member.Active);
            usable++;
        }

        var wanted = Math.Max(spare < 0 ? (-spare + goal.Slots - 1) / goal.Slots : 0, goal.Min - usable);
        var launches = Math.Clamp(wanted, 0, Math.Max(0, goal.Max - members.Count));
        if (launches == 0 && demand is not null)
            steps.AddRange(Shrink(goal, members, spare, usable));
        return new PoolPlan(steps, launches);
    }

    /// <summary>What an instance's own state asks for, whatever the work.</summary>
    private static PoolStep? NextOf(PoolMember member) => member.Status switch
    {
        PoolInstanceStatus.Launching => new(PoolStepKind.Launch, member, "It was decided, and the provider has not shown it yet."),
        PoolInstanceStatus.Draining when member.Active == 0 => new(PoolStepKind.Retire, member, "It is drained."),
        PoolInstanceStatus.Silent => Cordon(member, "It has been silent for longer than a lease holds."),
        PoolInstanceStatus.Overdue => new(PoolStepKind.Terminate, member, "Its worker has not connected in time, or has left."),
        PoolInstanceStatus.Retired => new(PoolStepKind.Terminate, member, "It is retired."),
        PoolInstanceStatus.Gone => new(PoolStepKind.Bury, member, "The provider doesn't have it any more."),
        _ => null,
    };

    /// <summary>The instances that have had nothing to do for longest go first, while what is left has room for the work.</summary>
    private static IEnumerable<PoolStep> Shrink(PoolGoal goal, IReadOnlyList<PoolMember> members, int spare, int usable)
    {
        var idle = members
            .Where(member => member.Status == PoolInstanceStatus.Ready && member.Active == 0 && member.IdleFor >= goal.IdleTimeout)
            .OrderByDescending(static member => member.IdleFor)
            .ThenBy(static member => member.InstanceId, StringComparer.Ordinal);
        foreach (var member in idle)
        {
            if (usable <= goal.Min || spare < member.FreeSlots)
                yield break;
            spare -= member.FreeSlots;
            usable--;
            yield return Cordon(member, $"It has had nothing to do for {member.IdleFor:c}.");
        }
    }

    private static PoolStep Cordon(PoolMember member, string reason) => new(PoolStepKind.Cordon, member, reason);
}
