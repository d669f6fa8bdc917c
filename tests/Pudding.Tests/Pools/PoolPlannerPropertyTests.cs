using CsCheck;
using Pudding.Pools;

namespace Pudding.Tests.Pools;

public sealed class PoolPlannerPropertyTests
{
    private static readonly Gen<PoolMember[]> Members =
        Gen.Select(Gen.Enum<PoolInstanceStatus>(), Gen.Int[0, 3], Gen.Int[0, 200]).Array[0, 12]
            .Select(static all => all.Select(static (one, i) => PoolMembers.Of(one.Item1, one.Item2, slots: 3, one.Item3, number: i + 1)).ToArray());

    private static readonly Gen<PoolGoal> Goals =
        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 8], Gen.Bool).Select(static (min, more, emptying) => new PoolGoal(min, min + more, 3, TimeSpan.FromSeconds(60), emptying));

    [Fact]
    public void A_plan_holds_to_the_bounds_and_touches_no_job() =>
        Gen.Select(Members, Goals, Gen.Int[0, 50].Nullable()).Sample((members, goal, demand) =>
        {
            var plan = PoolPlanner.Plan(goal, members, demand);

            Assert.True(plan.Launches == 0 || members.Length + plan.Launches <= goal.Max, "more than the most");
            Assert.True(plan.Launches == 0 || !goal.IsEmptying, "launched while emptying");
            Assert.Equal(plan.Steps.Count, plan.Steps.Select(static step => step.Member.InstanceId).Distinct().Count());
            foreach (var step in plan.Steps)
            {
                var status = step.Member.Status;
                switch (step.Kind)
                {
                    case PoolStepKind.Terminate:
                        Assert.True(status is PoolInstanceStatus.Retired or PoolInstanceStatus.Overdue || (goal.IsEmptying && status == PoolInstanceStatus.Booting), $"terminated {status}");
                        break;
                    case PoolStepKind.Retire:
                        Assert.True(status == PoolInstanceStatus.Draining && step.Member.Active == 0, "retired with a job");
                        break;
                    case PoolStepKind.Cordon:
                        Assert.True(status is PoolInstanceStatus.Silent || (status == PoolInstanceStatus.Ready && (goal.IsEmptying || step.Member.Active == 0)), $"cordoned {status}");
                        break;
                }
            }

            var kept = members.Count(member => member.IsUsable && !plan.Steps.Any(step => step.Member == member && step.Kind == PoolStepKind.Cordon));
            var usable = members.Count(static member => member.IsUsable);
            Assert.True(goal.IsEmptying || kept >= Math.Min(usable, goal.Min), "fewer than the fewest");

            // Work that fits within the most gets room.
            if (!goal.IsEmptying && demand is { } wanted)
            {
                var uncordoned = plan.Steps.Where(static step => step.Kind == PoolStepKind.Uncordon).Sum(step => Math.Max(0, goal.Slots - step.Member.Active));
                var free = members.Where(static member => member.IsUsable).Sum(static member => member.FreeSlots)
                    - plan.Steps.Where(static step => step.Kind == PoolStepKind.Cordon && step.Member.IsUsable).Sum(static step => step.Member.FreeSlots);
                Assert.True(free + uncordoned + (plan.Launches * goal.Slots) >= wanted || members.Length + plan.Launches >= goal.Max, "work without room");
            }
        });

    [Fact]
    public void The_same_state_has_the_same_plan() =>
        Gen.Select(Members, Goals, Gen.Int[0, 50].Nullable()).Sample((members, goal, demand) =>
            PoolPlanner.Plan(goal, members, demand) is var plan
            && PoolPlanner.Plan(goal, members, demand) is var again
            && plan.Launches == again.Launches
            && plan.Steps.SequenceEqual(again.Steps));
}
