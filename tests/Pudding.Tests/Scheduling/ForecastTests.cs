using CsCheck;
using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Scheduling.Explanations;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

/// <summary>What <see cref="FairScheduler.Explain"/> says of the start of a job, beside what comes.</summary>
public sealed class ForecastTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly string[] Tenants = ["a/x", "a/y", "b/x", "b/y/z", "c"];
    private static readonly string[] Nodes = ["a", "a/x", "a/y", "b", "b/x", "b/y", "b/y/z", "c"];
    private static readonly string[] Queues = ["linux", "osx"];

    private static readonly Gen<TenantPolicy> Policies =
        from weight in OneOf(0.5, 1.0, 1.0, 2.0, 7.0)
        from limit in OneOf<int?>(null, null, 1, 2, 3)
        from borrows in Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true)))
        from extra in Gen.Int[0, 2]
        from rate in OneOf<double?>(null, null, null, 0.3, 2, 60)
        from burst in Gen.Int[1, 2]
        select new TenantPolicy
        {
            Weight = weight, MaxConcurrent = limit, BorrowIdle = borrows, BorrowCeiling = borrows && extra < 2 ? (limit ?? 0) + extra + 1 : null,
            StartsPerMinute = rate, StartBurst = burst,
        };

    [Fact]
    public void Jobs_start_when_they_are_expected_to()
    {
        var known = 0;
        var gen =
            from order in OneOf(SchedulingOrders.All.ToArray())
            from policies in Policies.Array[Nodes.Length]
            from guarantee in Gen.Int[0, 2]
            from minutes in Gen.Int[1, 20].Array[Tenants.Length * Queues.Length]
            from slots in Gen.Int[0, 3].Array[2]
            from together in Gen.Bool
            from charge in OneOf<int?>(null, 30, 70)
            from rounds in Gen.Int[0, 12]
            from arrivals in Gen.Select(Gen.Int[0, Tenants.Length - 1], Gen.Int[0, 1], Gen.Int[0, 2], Gen.Int[0, 12]).Array[1, 60]
            from stopped in Gen.Int[0, 40]
            select (order, policies, guarantee, minutes, slots, together, charge, rounds, arrivals, stopped);
        gen.Sample(
            farm =>
            {
                var own = Nodes.Zip(farm.policies, static (node, policy) => KeyValuePair.Create(TenantPath.Parse(node), policy)).ToDictionary();
                own[TenantPath.Parse("c")] = own[TenantPath.Parse("c")] with { Guarantee = Math.Min(farm.guarantee, own[TenantPath.Parse("c")].MaxConcurrent ?? 5) };
                var scheduler = new FairScheduler(new FairSchedulerOptions
                {
                    Order = farm.order, EstimateBy = RuntimeEstimate.Tenant, Policies = new TenantPolicies(3, own),
                });
                SlotGroup[] slots = farm.together
                    ? [new([.. Queues.Select(scheduler.Queue)], farm.slots.Sum())]
                    : [new([scheduler.Queue("linux")], farm.slots[0]), new([scheduler.Queue("osx")], farm.slots[1])];
                var every = farm.charge is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
                TimeSpan RuntimeOf(string tenant, string queue) => Minute * farm.minutes[(Array.IndexOf(Tenants, tenant) * 2) + Array.IndexOf(Queues, queue)];
                Teach(scheduler, RuntimeOf);
                var run = new FarmRun(scheduler, slots, every, RuntimeOf);

                for (var round = 0; round <= farm.rounds; round++)
                {
                    run.RunUntil(round * (every ?? Minute));
                    foreach (var (tenant, queue, priority, _) in farm.arrivals.Where(arrival => Math.Min(arrival.Item4, farm.rounds) == round))
                        run.Add(Tenants[tenant], Queues[queue], priority);
                }

                if (farm.stopped < Nodes.Length)
                    scheduler.SetPolicy(TenantPath.Parse(Nodes[farm.stopped]), new TenantPolicy { Paused = farm.guarantee == 0, MaxConcurrent = 0 });
                var expected = run.Waiting.ToDictionary(static job => job.Key, job => scheduler.Explain(job.Value, run.Now, slots, every).ExpectedStart);
                run.RunUntil(TimeSpan.MaxValue);

                foreach (var (job, start) in expected)
                    Assert.Equal(run.StartedAt.TryGetValue(job, out var at) ? at : null, start);
                known += expected.Count(static job => job.Value is not null);
            },
            iter: 500);
        Assert.InRange(known, 500, int.MaxValue);
    }

    [Fact]
    public void Tenants_with_more_than_is_in_memory_go_on_having_work()
    {
        var (scheduler, run, owner, slots) = WithWindow(size: 4, backlog: 300);
        var wanted = owner.Newest("b/x");
        var expected = scheduler.Explain(wanted.Ticket, run.Now, slots).ExpectedStart;

        run.RunUntil(TimeSpan.MaxValue, () => run.StartedAt.ContainsKey(wanted.Job));

        Assert.InRange(run.StartedAt[wanted.Job], Minute, TimeSpan.FromDays(1));
        Assert.Equal(run.StartedAt[wanted.Job], expected);
    }

    [Fact]
    public void A_tenant_whose_next_jobs_are_still_being_read_has_work_all_the_same()
    {
        var scheduler = new FairScheduler(new FairSchedulerOptions { WindowSize = 4, Backlog = new Owner() });
        var queue = scheduler.Queue("linux");
        scheduler.Refill(TenantPath.Parse("a/x"), queue, [new WaitingJob(default, 0, 1)], new JobTicket[1], hasMore: true);
        Assert.True(scheduler.TryStart([queue], TimeSpan.Zero, out _));
        scheduler.Add(TenantPath.Parse("b/x"), queue, default, 0, 2);
        var second = scheduler.Add(TenantPath.Parse("b/x"), queue, default, 0, 3);

        // Each in turn, 10 minutes each.
        Assert.Equal(30 * Minute, scheduler.Explain(second, TimeSpan.Zero, [Slots(scheduler, 1)]).ExpectedStart);
    }

    [Fact]
    public void Exploring_the_future_asks_the_owner_of_the_backlog_for_nothing()
    {
        var (scheduler, run, owner, slots) = WithWindow(size: 4, backlog: 300);
        var before = owner.Asked;

        scheduler.Explain(owner.Newest("b/x").Ticket, run.Now, slots);

        Assert.Equal(before, owner.Asked);
    }

    [Fact]
    public void A_token_that_comes_while_no_slot_is_free_does_not_hold_up_the_forecast()
    {
        var scheduler = NewScheduler(("a/x", new TenantPolicy { StartsPerMinute = 1 }));
        var run = new FarmRun(scheduler, [Slots(scheduler, 1)], null, static (_, _) => 10 * Minute);
        run.Add("a/x", "linux");
        var second = run.Add("a/x", "linux");
        run.RunUntil(2 * Minute);

        Assert.Equal(10 * Minute, scheduler.Explain(run.Waiting[second], run.Now, [Slots(scheduler, 1)]).ExpectedStart);
    }

    [Fact]
    public void A_job_that_has_run_for_too_long_is_taken_to_go_on_for_a_tenth()
    {
        var scheduler = NewScheduler();
        var run = new FarmRun(scheduler, [Slots(scheduler, 1)], null, static (_, _) => TimeSpan.FromHours(5));
        run.Add("a/x", "linux");
        var second = run.Add("a/x", "linux");
        run.RunUntil(11 * Minute);

        Assert.Equal(12 * Minute, scheduler.Explain(run.Waiting[second], run.Now, [Slots(scheduler, 1)]).ExpectedStart);
    }

    [Fact]
    public void What_was_learnt_since_a_job_started_counts()
    {
        var scheduler = NewScheduler();
        scheduler.AddRunning(TenantPath.Parse("a/x"), scheduler.Queue("linux"), default, TimeSpan.Zero);
        var other = scheduler.AddRunning(TenantPath.Parse("a/x"), scheduler.Queue("linux"), default, TimeSpan.Zero);
        scheduler.Finish(other, 2 * Minute);
        var waiting = scheduler.Add(TenantPath.Parse("a/x"), scheduler.Queue("linux"), default, 0, 1);

        Assert.Equal(2 * Minute, scheduler.Explain(waiting, Minute, [Slots(scheduler, 1)]).ExpectedStart);
    }

    [Fact]
    public void Running_jobs_are_taken_to_be_where_least_else_could_be()
    {
        var scheduler = NewScheduler();
        var both = new SlotGroup([scheduler.Queue("linux"), scheduler.Queue("osx")], 1);
        scheduler.AddRunning(TenantPath.Parse("a/x"), scheduler.Queue("linux"), default, TimeSpan.Zero);
        var osx = scheduler.Add(TenantPath.Parse("a/x"), scheduler.Queue("osx"), default, 0, 1);

        Assert.Equal(Minute, scheduler.Explain(osx, Minute, [both, Slots(scheduler, 1)]).ExpectedStart);
        Assert.Equal(10 * Minute, scheduler.Explain(osx, Minute, [both]).ExpectedStart);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void A_huge_backlog_and_jobs_without_length_are_run_through(int minutes)
    {
        var scheduler = NewScheduler();
        Teach(scheduler, (_, _) => minutes * Minute);
        var queue = scheduler.Queue("linux");
        JobTicket last = default;
        for (var i = 0; i < 200_000; i++)
            last = scheduler.Add(TenantPath.Parse($"t{i % 100}/x"), queue, default, 0, i);

        var expected = scheduler.Explain(last, TimeSpan.Zero, [Slots(scheduler, 500)]).ExpectedStart;

        // 500 slots, 100 tenants with at most 5 each: 400 rounds, of which the last begins after 399.
        Assert.Equal(399 * minutes * Minute, expected);
    }

    [Fact]
    public void Slots_and_work_without_end_are_given_up()
    {
        var scheduler = new FairScheduler(new FairSchedulerOptions
        {
            WindowSize = 64, Backlog = new Owner(), Policies = new TenantPolicies(int.MaxValue, [new(TenantPath.Parse("b/x"), new TenantPolicy { StartsPerMinute = 1 })]),
        });
        var queue = scheduler.Queue("linux");
        scheduler.Refill(TenantPath.Parse("a/x"), queue, [new WaitingJob(default, 0, 1)], new JobTicket[1], hasMore: true);
        scheduler.Add(TenantPath.Parse("b/x"), queue, default, 0, 2);
        var wanted = scheduler.Add(TenantPath.Parse("b/x"), queue, default, 0, 3);

        var explanation = scheduler.Explain(wanted, TimeSpan.Zero, [Slots(scheduler, int.MaxValue)]);

        Assert.Null(explanation.ExpectedStart);
        Assert.EndsWith("Its start is too far off to foresee.", explanation.ToString(), StringComparison.Ordinal);
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static FairScheduler NewScheduler(params (string Tenant, TenantPolicy Policy)[] policies) => new(new FairSchedulerOptions
    {
        Policies = new TenantPolicies(5, policies.Select(static own => KeyValuePair.Create(TenantPath.Parse(own.Tenant), own.Policy))),
    });

    private static SlotGroup Slots(FairScheduler scheduler, int count) => new([scheduler.Queue("linux")], count);

    /// <summary>Lets one job of each tenant run in each queue, up to time zero.</summary>
    private static void Teach(FairScheduler scheduler, Func<string, string, TimeSpan> runtimeOf)
    {
        foreach (var (tenant, queue) in Tenants.SelectMany(static tenant => Queues.Select(queue => (tenant, queue))))
        {
            var ticket = scheduler.AddRunning(TenantPath.Parse(tenant), scheduler.Queue(queue), default, -runtimeOf(tenant, queue));
            scheduler.Finish(ticket, TimeSpan.Zero);
        }
    }

    private static (FairScheduler Scheduler, FarmRun Run, Owner Owner, SlotGroup[] Slots) WithWindow(int size, int backlog)
    {
        var owner = new Owner();
        var scheduler = new FairScheduler(new FairSchedulerOptions
        {
            WindowSize = size, Backlog = owner, Policies = new TenantPolicies(3, [new(TenantPath.Parse("a"), new TenantPolicy { Weight = 4 })]),
        });
        SlotGroup[] slots = [Slots(scheduler, 4)];
        var run = new FarmRun(scheduler, slots, null, static (_, _) => 10 * Minute);
        owner.Fill(scheduler, run, size, ["a/x", "a/y", "b/x"], backlog);
        run.RunUntil(Minute);
        return (scheduler, run, owner, slots);
    }

    /// <summary>Has a long backlog of each tenant, and gives what it is asked for at once.</summary>
    private sealed class Owner : IBacklogOwner
    {
        private readonly Dictionary<TenantPath, Queue<WaitingJob>> _backlog = [];
        private readonly Dictionary<TenantPath, (JobId Job, JobTicket Ticket)> _newest = [];
        private FairScheduler? _scheduler;
        private int _size;

        public int Asked { get; private set; }

        public (JobId Job, JobTicket Ticket) Newest(string tenant) => _newest[TenantPath.Parse(tenant)];

        public void Fill(FairScheduler scheduler, FarmRun run, int size, string[] tenants, int backlog)
        {
            (_scheduler, _size) = (scheduler, size);
            for (var i = 0; i < backlog; i++)
            {
                foreach (var tenant in tenants)
                {
                    if (i == 0)
                        _backlog[TenantPath.Parse(tenant)] = [];
                    _backlog[TenantPath.Parse(tenant)].Enqueue(new WaitingJob(run.NewId(tenant, "linux"), 0, i));
                }
            }

            foreach (var tenant in tenants)
                Bring(TenantPath.Parse(tenant), scheduler.Queue("linux"), size);
        }

        public void OnLow(TenantPath tenant, QueueKey queue)
        {
            Asked++;
            Bring(tenant, queue, _size / 2);
        }

        public void OnDisplaced(JobId job) => Assert.Fail("Nothing comes before what is there.");

        private void Bring(TenantPath tenant, QueueKey queue, int count)
        {
            if (_scheduler is null)
                return;
            var jobs = new WaitingJob[Math.Min(count, _backlog[tenant].Count)];
            for (var i = 0; i < jobs.Length; i++)
                jobs[i] = _backlog[tenant].Dequeue();
            var tickets = new JobTicket[jobs.Length];
            _scheduler.Refill(tenant, queue, jobs, tickets, hasMore: _backlog[tenant].Count > 0);
            _newest[tenant] = (jobs[^1].Id, tickets[^1]);
        }
    }
}
