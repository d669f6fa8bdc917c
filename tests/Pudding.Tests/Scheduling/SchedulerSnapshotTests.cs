using System.Text.Json;
using CsCheck;
using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Scheduling.Snapshots;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

/// <summary>A scheduler that goes on where another was.</summary>
public sealed class SchedulerSnapshotTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly string[] Tenants = ["a/x", "a/y", "b/x", "b/y/z", "c"];

    [Fact]
    public void As_json_it_is_readable_and_comes_back_the_same()
    {
        var options = Options(estimateBy: RuntimeEstimate.Tenant, policies: ("c", new() { StartsPerMinute = 0.5, StartBurst = 3, Weight = 2 }));
        var scheduler = new FairScheduler(options);
        var linux = scheduler.Queue("linux");
        scheduler.Queue("osx");
        foreach (var tenant in (string[])["a/x", "c", "c"])
            scheduler.Add(TenantPath.Parse(tenant), linux, default, 0, scheduler.Waiting);
        var tickets = new List<JobTicket>();
        while (scheduler.TryStart([linux], Minute, out var started))
            tickets.Add(started.Ticket);
        scheduler.Finish(tickets[0], 3 * Minute);
        scheduler.Charge(tickets[1], 3 * Minute);

        var json = JsonSerializer.Serialize(scheduler.TakeSnapshot(3 * Minute), JsonSerializerOptions.Web);
        var back = JsonSerializer.Deserialize<SchedulerSnapshot>(json, JsonSerializerOptions.Web)!;

        Assert.Equal(json, JsonSerializer.Serialize(back, JsonSerializerOptions.Web));
        Assert.Equal(json, JsonSerializer.Serialize(FairScheduler.Restore(back, options, Minute, default).TakeSnapshot(Minute), JsonSerializerOptions.Web));
        Assert.Equal(99, FairScheduler.Restore(back with { Created = 99 }, options, Minute, default).TakeSnapshot(Minute).Created);
        Snapshots.Match(JsonSerializer.Serialize(back, Indented));
    }

    [Fact]
    public void A_restored_scheduler_decides_as_the_other_goes_on_to() =>
        Gen.Select(
            Gen.Int[0, SchedulingOrders.All.Count - 1],
            Gen.Bool,
            Gen.Select(Gen.Int[0, 9], Gen.Int[0, 4], Gen.Int[0, 1], Gen.Int[0, 90]).Array[1, 80],
            Gen.Select(Gen.Int[0, 9], Gen.Int[0, 4], Gen.Int[0, 1], Gen.Int[0, 90]).Array[1, 80]).Sample(
            (order, byTenant, before, after) =>
            {
                var options = Options(
                    SchedulingOrders.All[order],
                    byTenant ? RuntimeEstimate.Tenant : RuntimeEstimate.Queue,
                    ("a", new() { Weight = 3 }),
                    ("b", new() { StartsPerMinute = 4, StartBurst = 3 }),
                    ("c", new() { MaxConcurrent = 1, BorrowIdle = true }));
                var one = new Host(new FairScheduler(options));
                one.Play(before, learns: false); // what a running job holds is not handed over, but estimated anew
                one.ChargeAll();
                var other = one.HandOver(options);
                one.Log.Clear();

                one.Play(after);
                other.Play(after);

                Assert.Equal(one.Log, other.Log);
            },
            iter: 1000);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 4)]
    [InlineData(10, 10)]
    [InlineData(10.5, 10)]
    [InlineData(600, 10)]
    public void What_ran_unseen_is_charged_for_the_time_since_at_most_the_gap(double ageMinutes, double chargedMinutes)
    {
        var scheduler = New(policies: ("a", new() { Weight = 4 }));
        var ticket = scheduler.AddRunning(TenantPath.Parse("a/x"), scheduler.Queue("linux"), default, TimeSpan.Zero);
        scheduler.Charge(ticket, 5 * Minute);
        Assert.Equal(5, Consumed(scheduler, "a/x"));

        // By the other clock the job started long before its zero, or just now.
        var age = ageMinutes * Minute;
        var restored = FairScheduler.Restore(scheduler.TakeSnapshot(5 * Minute), Options(policies: ("a", new() { Weight = 4 })), 7 * Minute, age);
        var again = restored.AddRunning(TenantPath.Parse("a/x"), restored.Queue("linux"), default, (2 * Minute) - age);
        restored.Charge(again, 7 * Minute);

        Assert.Equal(5 + chargedMinutes, Consumed(restored, "a/x"), 6);
        Assert.Equal((5 + chargedMinutes) / 4, Consumed(restored, "a"), 6);
        restored.Charge(again, 8 * Minute);
        Assert.Equal(6 + chargedMinutes, Consumed(restored, "a/x"), 6);
    }

    [Fact]
    public void What_started_since_is_charged_from_its_start_and_the_gap_is_a_setting()
    {
        var snapshot = New().TakeSnapshot(Minute);
        var restored = FairScheduler.Restore(snapshot, Options() with { MaxGap = 3 * Minute }, 20 * Minute, 8 * Minute);
        var before = restored.AddRunning(TenantPath.Parse("a/x"), restored.Queue("linux"), default, 11 * Minute);
        var since = restored.AddRunning(TenantPath.Parse("b/x"), restored.Queue("linux"), default, 18 * Minute);

        restored.Finish(before, 20 * Minute);
        restored.Finish(since, 20 * Minute);

        Assert.Equal((3, 2), (Consumed(restored, "a/x"), Consumed(restored, "b/x")));
        Assert.Equal(9 - ((9 - 2) / 10.0), restored.TakeSnapshot(20 * Minute).Queues[0].Runtime!.Value.TotalMinutes, 6); // what is learnt is the whole runtime
    }

    [Theory]
    [InlineData(0, 0, 2)] // three were taken of three: the next token comes two minutes after the snapshot
    [InlineData(1, 0, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 1, 1)]
    [InlineData(60, 3, 2)]
    public void Tokens_come_while_nobody_counts(int ageMinutes, int starts, int nextAfter)
    {
        var policy = ("a/x", new TenantPolicy { StartsPerMinute = 0.5, StartBurst = 3, MaxConcurrent = 100 });
        var scheduler = New(policies: policy);
        AddMany(scheduler, 10);
        Assert.Equal(3, StartAll(scheduler, Minute));

        var restored = FairScheduler.Restore(scheduler.TakeSnapshot(Minute), Options(policies: policy), TimeSpan.FromDays(1), ageMinutes * Minute);
        AddMany(restored, 10);

        Assert.Equal(starts, StartAll(restored, TimeSpan.FromDays(1)));
        Assert.Equal(TimeSpan.FromDays(1) + (nextAfter * Minute), restored.NextTokenAt);
    }

    [Fact]
    public void A_rate_is_cut_to_what_the_new_policy_allows()
    {
        var scheduler = New(policies: ("a/x", new() { StartsPerMinute = 0.01, StartBurst = 3 }));
        AddMany(scheduler, 5);
        StartAll(scheduler, Minute);
        var snapshot = scheduler.TakeSnapshot(Minute);

        var faster = FairScheduler.Restore(snapshot, Options(policies: ("a/x", new() { StartsPerMinute = 1 })), TimeSpan.Zero, TimeSpan.Zero);
        var free = FairScheduler.Restore(snapshot, Options(), TimeSpan.Zero, TimeSpan.Zero);

        Assert.Equal(Minute, faster.NextTokenAt);
        AddMany(faster, 5);
        AddMany(free, 5);
        Assert.Equal(Minute, faster.NextTokenAt);
        Assert.Null(free.NextTokenAt);
        Assert.Equal(5, StartAll(free, TimeSpan.Zero));
    }

    [Fact]
    public void It_may_be_restored_under_other_settings()
    {
        var scheduler = New();
        AddMany(scheduler, 9);
        scheduler.TryStart([scheduler.Queue("linux")], Minute, out var started);
        scheduler.Finish(started.Ticket, 3 * Minute);
        var snapshot = scheduler.TakeSnapshot(3 * Minute);

        foreach (var order in SchedulingOrders.All)
        {
            var options = Options(order, RuntimeEstimate.Tenant, ("a/x", new() { Weight = 7, MaxConcurrent = 2 })) with { InitialRuntime = Minute, Credit = 0 };
            var restored = FairScheduler.Restore(snapshot, options, TimeSpan.Zero, TimeSpan.FromDays(2));
            AddMany(restored, 9);
            Assert.Equal(2, StartAll(restored, TimeSpan.Zero));
            Assert.Equal(2 * Minute, restored.TakeSnapshot(default).Queues[0].Runtime);
        }
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        var snapshot = New().TakeSnapshot(default);

        Assert.Throws<ArgumentNullException>("snapshot", () => FairScheduler.Restore(null!, Options(), default, default));
        Assert.Throws<ArgumentOutOfRangeException>("age", () => FairScheduler.Restore(snapshot, Options(), default, -Minute));
        Assert.Throws<ArgumentException>("options", () => FairScheduler.Restore(snapshot, Options() with { Credit = -1 }, default, default));
    }

    private static FairSchedulerOptions Options(
        string order = SchedulingOrders.FairShare, RuntimeEstimate estimateBy = RuntimeEstimate.Queue, params (string Tenant, TenantPolicy Policy)[] policies) => new()
        {
            Order = order,
            EstimateBy = estimateBy,
            Policies = new TenantPolicies(5, policies.Select(static own => KeyValuePair.Create(TenantPath.Parse(own.Tenant), own.Policy))),
        };

    private static FairScheduler New(params (string Tenant, TenantPolicy Policy)[] policies) => new(Options(policies: policies));

    /// <summary>Slot-minutes by weight: a snapshot's numbers are in microseconds.</summary>
    private static double Consumed(FairScheduler scheduler, string tenant) =>
        TimeSpan.FromMicroseconds(scheduler.TakeSnapshot(default).Tenants.Single(usage => usage.Tenant == TenantPath.Parse(tenant)).Consumed).TotalMinutes;

    private static void AddMany(FairScheduler scheduler, int count)
    {
        for (var i = 0; i < count; i++)
            scheduler.Add(TenantPath.Parse("a/x"), scheduler.Queue("linux"), default, 0, i);
    }

    private static int StartAll(FairScheduler scheduler, TimeSpan now)
    {
        var count = 0;
        while (scheduler.TryStart([scheduler.Queue("linux")], now, out _))
            count++;
        return count;
    }

    /// <summary>Jobs as some host knows them, beside the scheduler.</summary>
    private sealed class Host(FairScheduler scheduler)
    {
        private readonly List<Known> _jobs = [];
        private TimeSpan _now;
        private int _count;

        public List<JobId> Log { get; } = [];

        public void Play((int Kind, int Tenant, int Queue, int Seconds)[] steps, bool learns = true)
        {
            QueueKey[] queues = [scheduler.Queue("linux"), scheduler.Queue("osx")];
            foreach (var (kind, tenant, queue, seconds) in steps)
            {
                switch (kind)
                {
                    case < 4:
                        var job = new Known(new JobId(new Guid(++_count, 0, 0, new byte[8])), Tenants[tenant], queue, _count);
                        job.Ticket = scheduler.Add(TenantPath.Parse(job.Tenant), queues[queue], job.Id, 0, job.Sequence);
                        _jobs.Add(job);
                        break;
                    case < 7 when scheduler.TryStart(queue == 0 ? queues : [queues[0]], _now, out var started):
                        _jobs.Single(known => known.Id == started.JobId).StartedAt = _now;
                        Log.Add(started.JobId);
                        break;
                    case 7 when _jobs.Where(static known => known.StartedAt is not null).MinBy(static known => known.Sequence) is { } ended:
                        if (learns)
                            scheduler.Finish(ended.Ticket, _now);
                        else
                            scheduler.Release(ended.Ticket, _now);
                        _jobs.Remove(ended);
                        break;
                    case 8:
                        ChargeAll();
                        break;
                    default:
                        _now += TimeSpan.FromSeconds(seconds);
                        break;
                }
            }
        }

        public void ChargeAll() => _jobs.Where(static job => job.StartedAt is not null).ToList().ForEach(job => scheduler.Charge(job.Ticket, _now));

        /// <summary>Another host takes over at once.</summary>
        public Host HandOver(FairSchedulerOptions options)
        {
            var json = JsonSerializer.Serialize(scheduler.TakeSnapshot(_now));
            var restored = FairScheduler.Restore(JsonSerializer.Deserialize<SchedulerSnapshot>(json)!, options, _now, TimeSpan.Zero);
            var host = new Host(restored) { _now = _now, _count = _count };
            foreach (var job in _jobs.OrderBy(static job => job.StartedAt is null))
            {
                var tenant = TenantPath.Parse(job.Tenant);
                var queue = restored.Queue(job.Queue == 0 ? "linux" : "osx");
                host._jobs.Add(job with
                {
                    Ticket = job.StartedAt is { } at ? restored.AddRunning(tenant, queue, job.Id, at) : restored.Add(tenant, queue, job.Id, 0, job.Sequence),
                });
            }

            return host;
        }

        private sealed record Known(JobId Id, string Tenant, int Queue, long Sequence)
        {
            public JobTicket Ticket { get; set; }

            public TimeSpan? StartedAt { get; set; }
        }
    }
}
