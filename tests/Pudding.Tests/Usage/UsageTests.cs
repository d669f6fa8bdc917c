using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Storage.InMemory;
using Pudding.Tenants;
using Pudding.Usage;

namespace Pudding.Tests.Usage;

public sealed class UsageTests : IDisposable
{
    private static readonly DateTimeOffset NewYear = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly UsageQuery ByHour = new() { Period = UsagePeriod.Hour };

    private readonly UsageFarm _farm = new();

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task Slot_time_is_split_where_periods_end_and_counts_for_project_organisation_and_queue()
    {
        _farm.Pass(30);
        await _farm.BeginAsync("w1", "a/x");
        await _farm.BeginAsync("w2", "a/y", "osx");
        _farm.Pass(60);
        await _farm.EndAsync("w1");
        _farm.Pass(15);
        await _farm.EndAsync("w2", JobOutcome.Failed("so it goes"));
        await _farm.CountAsync();

        Assert.Equal(
            [("a", null, 0, 60, 2), ("a", null, 1, 75, 2)],
            (await _farm.ReadAsync(ByHour)).Select(Figures));
        Assert.Equal(
            [("a", "linux", 0, 30, 1), ("a", "linux", 1, 30, 1), ("a", "osx", 0, 30, 1), ("a", "osx", 1, 45, 1)],
            (await _farm.ReadAsync(ByHour with { ByQueue = true })).Select(Figures));
        Assert.Equal(
            [("a/x", null, 0, 60, 1), ("a/y", null, 0, 75, 1)],
            (await _farm.ReadAsync(new UsageQuery { Tenant = TenantPath.Parse("a"), Depth = 2 })).Select(Figures));
        Assert.Equal([("a", "osx", 0, 75, 1)], (await _farm.ReadAsync(new UsageQuery { Queue = "osx", Period = UsagePeriod.Month })).Select(Figures));
        Assert.Equal([("a", null, 1, 75, 2)], (await _farm.ReadAsync(ByHour with { From = NewYear.AddMinutes(90) })).Select(Figures));
        Assert.Equal([("a", null, 0, 60, 2)], (await _farm.ReadAsync(ByHour with { Before = NewYear.AddMinutes(60) })).Select(Figures));
        Assert.Empty(await _farm.ReadAsync(new UsageQuery { Tenant = TenantPath.Parse("b") }));
        var day = Assert.Single(await _farm.ReadAsync());
        Assert.Equal((2, 2, 1, 1, 0, 0), (day.Enqueued, day.Started, day.Succeeded, day.Failed, day.Cancelled, day.Lost));
    }

    [Fact]
    public async Task What_still_runs_counts_up_to_now_and_no_record_that_it_runs_in_is_final()
    {
        _farm.Pass(30);
        await _farm.BeginAsync("w", "a/x");
        await _farm.CountAsync();
        _farm.Pass(100);

        Assert.Equal(
            [("a", null, 0, 30, 1), ("a", null, 1, 60, 1), ("a", null, 2, 10, 1)],
            (await _farm.ReadAsync(ByHour)).Select(Figures));
        Assert.Equal([("a", null, 1, 60, 1)], (await _farm.ReadAsync(ByHour with { From = NewYear.AddHours(1), Before = NewYear.AddHours(2) })).Select(Figures));
        Assert.All(await _farm.ReadAsync(ByHour), static record => Assert.False(record.IsFinal));

        await _farm.EndAsync("w");
        Assert.All(await _farm.ReadAsync(ByHour), static record => Assert.False(record.IsFinal)); // not counted yet
        await _farm.CountAsync();

        Assert.Equal([true, true, false], (await _farm.ReadAsync(ByHour)).Select(static record => record.IsFinal));
        Assert.False(Assert.Single(await _farm.ReadAsync()).IsFinal);
        _farm.Pass(24 * 60);
        var day = Assert.Single(await _farm.ReadAsync());
        Assert.True(day.IsFinal);
        Assert.Equal(("a", null, 0, 100, 1), Figures(day));
        await _farm.Farm.EnqueueAsync("b");
        Assert.False(Assert.Single(await _farm.ReadAsync()).IsFinal); // who knows of what the event tells
    }

    [Fact]
    public async Task A_clock_that_is_set_back_neither_takes_time_away_nor_counts_it_twice()
    {
        _farm.Pass(150);
        await _farm.BeginAsync("w1", "a/x");
        _farm.Pass(30);
        _farm.Farm.Clock.Skew = TimeSpan.FromMinutes(-120);
        await _farm.BeginAsync("w2", "a/x");
        _farm.Pass(15);
        await _farm.CountAsync();
        Assert.All(await _farm.ReadAsync(ByHour), static record => Assert.True(record.SlotTime >= TimeSpan.Zero));
        await _farm.EndAsync("w1");
        await _farm.EndAsync("w2");
        await _farm.CountAsync();

        // The first ended at 1:15 and was held for 45 minutes.
        Assert.Equal([("a", null, 0, 30, 1), ("a", null, 1, 30, 2), ("a", null, 2, 0, 1)], (await _farm.ReadAsync(ByHour)).Select(Figures));
    }

    [Fact]
    public async Task Each_time_on_a_worker_counts_once_whatever_becomes_of_the_job()
    {
        await _farm.BeginAsync("w1", "a/x");
        _farm.Pass(10);
        await _farm.EndAsync("w1", JobOutcome.Requeue(TimeSpan.FromDays(1), "not now"));
        var waiting = (await _farm.Farm.Get<IJobQueryStore>().FindAsync(new JobQuery(), 0, 10, CancellationToken.None)).Single();
        _farm.Pass(10);
        await _farm.Farm.Client.CancelJobAsync(waiting.Id, "no longer");

        await _farm.BeginAsync("w2", "b");
        _farm.Pass(601);
        await _farm.Farm.DispatchAsync(); // the lease is over
        await _farm.CountAsync();

        var records = await _farm.ReadAsync();
        Assert.Equal([("a", null, 0, 10, 1), ("b", null, 0, 601, 1)], records.Select(Figures));
        Assert.Equal((1, 1, 0, 0, 1, 0), (records[0].Enqueued, records[0].Started, records[0].Succeeded, records[0].Failed, records[0].Cancelled, records[0].Lost));
        Assert.Equal((1, 1), (records[1].Enqueued, records[1].Lost));
    }

    [Fact]
    public async Task What_is_kept_by_the_day_is_read_by_the_day_or_longer_beside_what_was_kept_by_the_hour()
    {
        await _farm.BeginAsync("w1", "a");
        _farm.Pass(10);
        await _farm.EndAsync("w1");
        await _farm.CountAsync();
        _farm.Farm.Get<IOptions<PuddingOptions>>().Value.UsagePeriod = UsagePeriod.Day;
        await _farm.BeginAsync("w2", "a");
        _farm.Pass(20);
        await _farm.EndAsync("w2");
        var another = _farm.Another();
        while (await another.RunOnceAsync(CancellationToken.None))
        {
        }

        Assert.Equal(("a", null, 0, 30, 1), Figures(Assert.Single(await _farm.ReadAsync())));
        Assert.Equal(
            [(UsagePeriod.Hour, 10), (UsagePeriod.Day, 20)],
            (await _farm.ReadAsync(ByHour)).Select(static record => (record.Period, (int)record.SlotTime.TotalMinutes)));
    }

    [Fact]
    public async Task Many_pages_are_one_sequence_and_add_up()
    {
        var store = _farm.Farm.Get<IUsageStore>();
        var records = Enumerable.Range(0, 2500).Select(static hour => new UsageRecord
        {
            Tenant = TenantPath.Parse("a"), Period = UsagePeriod.Hour, Start = NewYear.AddHours(hour), SlotTime = TimeSpan.FromSeconds(hour), PeakConcurrency = hour % 700,
        }).ToList();
        _farm.Pass(2499 * 60);
        var run = new UsageRun(new JobId(new Guid(1, 0, 0, new byte[8])), TenantPath.Parse("a"), "linux", NewYear.AddHours(1990));
        Assert.True(await store.AddAsync(
            new UsageChange { After = 0, Cursor = 9, CountedTo = NewYear.AddHours(2499), Ended = [], Began = [run], Records = records, Gaps = [] }, CancellationToken.None));

        var hours = await _farm.ReadAsync(ByHour);
        var months = await _farm.ReadAsync(new UsageQuery { Period = UsagePeriod.Month });

        Assert.Equal(records.Select(static record => record.Start), hours.Select(static record => record.Start));
        var seconds = (2499 * 2500 / 2) + ((2499 - 1990) * 3600);
        Assert.Equal((seconds, seconds), (hours.Sum(static record => record.SlotSeconds), months.Sum(static record => record.SlotSeconds)));
        Assert.Equal([1, 2, 3, 4], months.Select(static record => record.Start.Month));
        Assert.Equal([699, 699, 699, 399], months.Select(static record => record.PeakConcurrency));
        Assert.Equal([true, true, false, false], months.Select(static record => record.IsFinal));
    }

    [Fact]
    public async Task Events_are_kept_until_they_are_counted()
    {
        using var farm = new UsageFarm(add: static pudding => pudding.Services.Configure<InMemoryStoreOptions>(static store => store.EventCapacity = 5));
        await farm.Projector.BeginAsync(CancellationToken.None);
        await farm.Farm.EnqueueAsync("a/x", 50);
        await farm.CountAsync();

        var day = Assert.Single(await farm.ReadAsync());
        Assert.Equal((50, false), (day.Enqueued, day.IsIncomplete));
    }

    [Fact]
    public async Task Usage_of_a_time_whose_events_were_gone_is_marked_and_later_usage_is_not()
    {
        using var farm = new UsageFarm(add: static pudding => pudding.Services.Configure<InMemoryStoreOptions>(static store => store.EventCapacity = 5));
        await farm.Farm.EnqueueAsync("a/x", 50);
        await farm.CountAsync();
        farm.Pass(60);
        await farm.Farm.EnqueueAsync("a/x");
        await farm.CountAsync();

        Assert.Equal([(5L, true), (1L, false)], (await farm.ReadAsync(ByHour)).Select(static record => (record.Enqueued, record.IsIncomplete)));
        Assert.True(Assert.Single(await farm.ReadAsync()).IsIncomplete);
    }

    [Fact]
    public async Task Old_usage_is_forgotten()
    {
        await _farm.BeginAsync("w", "a");
        await _farm.EndAsync("w");
        await _farm.CountAsync();
        _farm.Pass(399 * 24 * 60);
        await _farm.CountAsync();
        Assert.Single(await _farm.ReadAsync());

        _farm.Pass(2 * 24 * 60);
        await _farm.CountAsync();
        Assert.Empty(await _farm.ReadAsync());
    }

    [Fact]
    public async Task The_host_that_schedules_counts_and_one_that_does_not_leaves_it()
    {
        var service = _farm.Farm.Get<IEnumerable<IHostedService>>().OfType<UsageService>().Single();
        await _farm.Farm.EnqueueAsync("a");
        await service.StartAsync(CancellationToken.None);
        Assert.Equal(0, (await _farm.Farm.Get<IUsageStore>().ReadCheckpointAsync(CancellationToken.None)).Cursor);

        await _farm.Farm.DispatchAsync();
        await Eventually.GetAsync("usage is counted", async () =>
        {
            await _farm.Farm.DispatchAsync();
            _farm.Farm.Clock.Advance(TimeSpan.FromSeconds(5));
            return (await _farm.ReadAsync()).SingleOrDefault();
        });
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Where_usage_is_not_to_be_counted_it_is_not_and_no_event_is_kept_for_it()
    {
        var events = _farm.Farm.Get<IEventStore>();
        await _farm.Projector.BeginAsync(CancellationToken.None);
        Assert.Contains(UsageProjector.Consumer, (await events.ReadCursorsAsync(CancellationToken.None)).Keys);
        _farm.Farm.Get<IOptions<PuddingOptions>>().Value.CountUsage = false;
        var service = _farm.Farm.Get<IEnumerable<IHostedService>>().OfType<UsageService>().Single();
        await service.StartAsync(CancellationToken.None);
        await service.ExecuteTask!;

        Assert.DoesNotContain(UsageProjector.Consumer, (await events.ReadCursorsAsync(CancellationToken.None)).Keys);
    }

    public static TheoryData<UsageQuery, string> WrongQueries => new()
    {
        { new UsageQuery { Tenant = default(TenantPath) }, "Tenant" },
        { new UsageQuery { Depth = 0 }, "Depth" },
        { new UsageQuery { Depth = 4 }, "Depth" },
        { new UsageQuery { Tenant = TenantPath.Parse("a/x"), Depth = 1 }, "Depth" },
        { new UsageQuery { Queue = "a queue" }, "Queue" },
        { new UsageQuery { From = NewYear, Before = NewYear }, "Before" },
        { new UsageQuery { Period = (UsagePeriod)7 }, "Period" },
    };

    [Theory]
    [MemberData(nameof(WrongQueries), DisableDiscoveryEnumeration = true)]
    public void A_wrong_query_is_refused_with_the_name_of_the_field(UsageQuery query, string field)
    {
        var exception = Assert.Throws<ArgumentException>(() => _farm.Farm.Get<IUsageClient>().ReadAsync(query));

        Assert.StartsWith($"UsageQuery.{field}: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_moment_may_be_asked_for()
    {
        await _farm.Farm.EnqueueAsync("a");
        await _farm.CountAsync();

        Assert.Single(await _farm.ReadAsync(new UsageQuery { From = DateTimeOffset.MinValue, Before = DateTimeOffset.MaxValue, Period = UsagePeriod.Month }));
        Assert.Empty(await _farm.ReadAsync(new UsageQuery { Before = DateTimeOffset.MinValue }));
        Assert.Empty(await _farm.ReadAsync(new UsageQuery { From = DateTimeOffset.MaxValue }));
    }

    [Theory]
    [InlineData(UsagePeriod.Month, 400, "UsagePeriod")]
    [InlineData(UsagePeriod.Hour, 31, "UsageRetention")]
    public void A_wrong_setting_is_named(UsagePeriod period, int days, string setting)
    {
        var result = new PuddingOptionsValidator([], []).Validate(name: null, new PuddingOptions { UsagePeriod = period, UsageRetention = TimeSpan.FromDays(days) });

        Assert.StartsWith($"PuddingOptions.{setting}: ", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    private static (string Tenant, string? Queue, int Hour, int Minutes, int Peak) Figures(UsageRecord record) =>
        (record.Tenant.Value, record.Queue, record.Start.Hour, (int)record.SlotTime.TotalMinutes, record.PeakConcurrency);
}
