using Pudding.Pools;
using static Pudding.Pools.PoolInstanceStatus;

namespace Pudding.Tests.Pools;

public sealed class PoolPlannerTests
{
    private static readonly PoolGoal Goal = new(Min: 0, Max: 3, Slots: 2, IdleTimeout: TimeSpan.FromSeconds(60));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(100, 3)]
    public void Launches_as_many_as_the_work_needs_and_no_more_than_the_most(int demand, int launches) =>
        Assert.Equal(launches, PoolPlanner.Plan(Goal, [], demand).Launches);

    [Fact]
    public void What_comes_up_already_counts() =>
        Assert.Equal(1, PoolPlanner.Plan(Goal, [PoolMembers.Of(Booting), PoolMembers.Of(Ready, active: 1, number: 2)], demand: 5).Launches);

    [Fact]
    public void What_is_about_to_go_still_counts_against_the_most()
    {
        var members = new[] { PoolMembers.Of(Retired), PoolMembers.Of(HeldBack, number: 2), PoolMembers.Of(Ready, active: 2, number: 3) };
        Assert.Equal(0, PoolPlanner.Plan(Goal, members, demand: 10).Launches);
    }

    [Fact]
    public void Without_a_known_demand_only_the_fewest_are_kept_up_and_none_goes()
    {
        var plan = PoolPlanner.Plan(Goal with { Min = 2 }, [PoolMembers.Of(Ready, idle: 1000)], demand: null);
        Assert.Equal(1, plan.Launches);
        Assert.Empty(plan.Steps);
    }

    [Fact]
    public void The_one_that_has_been_idle_for_longest_goes_first_and_only_beyond_the_time()
    {
        var members = new[] { PoolMembers.Of(Ready, idle: 59), PoolMembers.Of(Ready, idle: 61, number: 2), PoolMembers.Of(Ready, idle: 90, number: 3) };
        var plan = PoolPlanner.Plan(Goal with { Min = 2 }, members, demand: 0);
        var step = Assert.Single(plan.Steps);
        Assert.Equal((PoolStepKind.Cordon, "i3"), (step.Kind, step.Member.InstanceId));
    }

    [Fact]
    public void One_that_has_a_job_never_goes() =>
        Assert.Empty(PoolPlanner.Plan(Goal, [PoolMembers.Of(Ready, active: 1, idle: 1000)], demand: 0).Steps);

    [Fact]
    public void One_that_was_about_to_go_comes_back_before_a_new_one_is_launched()
    {
        var plan = PoolPlanner.Plan(Goal, [PoolMembers.Of(Draining, active: 1)], demand: 1);
        Assert.Equal(PoolStepKind.Uncordon, Assert.Single(plan.Steps).Kind);
        Assert.Equal(0, plan.Launches);
    }

    [Fact]
    public void What_others_have_cordoned_is_left_alone() => Assert.Empty(PoolPlanner.Plan(Goal, [PoolMembers.Of(HeldBack)], demand: 0).Steps);

    [Theory]
    [InlineData(Launching, nameof(PoolStepKind.Launch))]
    [InlineData(Draining, nameof(PoolStepKind.Retire))]
    [InlineData(Silent, nameof(PoolStepKind.Cordon))]
    [InlineData(Overdue, nameof(PoolStepKind.Terminate))]
    [InlineData(Retired, nameof(PoolStepKind.Terminate))]
    [InlineData(Gone, nameof(PoolStepKind.Bury))]
    public void Each_state_has_its_step(PoolInstanceStatus status, string kind) =>
        Assert.Equal(kind, Assert.Single(PoolPlanner.Plan(Goal, [PoolMembers.Of(status)], demand: 0).Steps).Kind.ToString());

    [Fact]
    public void Emptying_lets_everything_go_and_launches_nothing()
    {
        var members = new[] { PoolMembers.Of(Ready, active: 2), PoolMembers.Of(Booting, number: 2), PoolMembers.Of(Draining, active: 1, number: 3) };
        var plan = PoolPlanner.Plan(Goal with { Min = 2, IsEmptying = true }, members, demand: 10);
        Assert.Equal([PoolStepKind.Cordon, PoolStepKind.Terminate], plan.Steps.Select(static step => step.Kind));
        Assert.Equal(0, plan.Launches);
    }
}
