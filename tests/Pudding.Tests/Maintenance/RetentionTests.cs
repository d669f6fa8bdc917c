using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Pudding.Dispatch;
using Pudding.Enrolment;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Maintenance;
using Pudding.Storage;
using Pudding.Tests.Recovery;

namespace Pudding.Tests.Maintenance;

public sealed class RetentionTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task What_is_over_is_forgotten_when_its_time_has_come()
    {
        using var wreck = new Wreck(static options =>
        {
            options.Retention.FinishedJobs = 3 * Day;
            options.Retention.Logs = Day;
            options.Retention.Events = 2 * Day;
        });
        await wreck.Farm.EnqueueAsync("a/x", 1, static job => job with { Name = "run" });
        await wreck.Farm.ConnectAsync("logger");
        var logged = Assert.Single(await wreck.Farm.FetchAsync("logger"));
        await wreck.Farm.Get<IJobLogStore>().AppendAsync(new JobLogChunk { Lease = logged.Lease, Offset = 0, Bytes = "text"u8.ToArray() }, CancellationToken.None);
        await wreck.Farm.BeatAsync("logger", results: [new() { Lease = logged.Lease, Outcome = JobOutcome.Failed("no"), RanFor = TimeSpan.FromSeconds(1) }]);
        var ended = await wreck.EndAsync("a/x", "stop", "stop");
        var open = await wreck.EndAsync("a/x", "stop", "wait");

        Assert.Equal(default, await RunAsync(wreck));
        await AdvanceAsync(wreck, 1.1 * Day);
        Assert.Equal(new PruneResult(0, 1, 0, HasMore: false), await RunAsync(wreck));
        Assert.Equal("", await wreck.Client.ReadLogAsync(logged.JobId));
        await AdvanceAsync(wreck, Day);
        var pruned = await RunAsync(wreck);
        Assert.Equal((0, 0, true), (pruned.Groups, pruned.Logs, pruned.Events > 0));
        await AdvanceAsync(wreck, Day);
        Assert.Equal(2, (await RunAsync(wreck)).Groups);

        Assert.Null(await wreck.Client.FindGroupAsync(ended.Id));
        Assert.Null(await wreck.Client.FindJobAsync(logged.JobId));
        Assert.NotNull(await wreck.Client.FindGroupAsync(open.Id));
        Assert.Equal(
            ["What was too old is forgotten: 0 group(s) of jobs, 1 log(s), 0 event(s).", "What was too old is forgotten: 2 group(s) of jobs, 0 log(s), 0 event(s)."],
            LogOf(wreck).Where(record => record.Id == 1700).Select(record => record.Message).Where(message => !message.Contains("0 group(s) of jobs, 0 log(s)", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_goes_on_until_nothing_too_old_is_left()
    {
        using var wreck = new Wreck();
        for (var i = 0; i < 2500; i++)
            await wreck.Client.CancelGroupAsync((await wreck.Client.EnqueueAsync(JobGroupRequest.Of(Wreck.Job("a/x", "stop")))).Id, "no");
        await AdvanceAsync(wreck, 31 * Day);

        var pruned = await RunAsync(wreck);

        Assert.Equal((2500, false), (pruned.Groups, pruned.HasMore));
        Assert.True(pruned.Events >= 7500);
        Assert.Single(LogOf(wreck), record => record.Id == 1700);
    }

    [Fact]
    public async Task What_is_to_be_kept_for_ever_is_kept()
    {
        using var wreck = new Wreck(static options => options.Retention = new RetentionOptions { FinishedJobs = null, Logs = null, Events = null });
        var group = await wreck.EndAsync("a/x", "stop");
        await AdvanceAsync(wreck, 10_000 * Day);

        Assert.Equal(default, await RunAsync(wreck));

        Assert.NotNull(await wreck.Client.FindGroupAsync(group.Id));
    }

    [Fact]
    public async Task A_host_that_does_not_schedule_forgets_nothing()
    {
        using var wreck = new Wreck();
        var group = await wreck.EndAsync("a/x", "stop");
        wreck.Farm.Clock.Advance(31 * Day);

        Assert.False(wreck.Farm.Get<Baton>().IsHeld);
        Assert.Equal(default, await RunAsync(wreck));

        Assert.NotNull(await wreck.Client.FindGroupAsync(group.Id));
    }

    [Fact]
    public async Task A_consumer_that_is_stuck_is_named_once_and_nothing_it_has_not_read_is_forgotten()
    {
        using var wreck = new Wreck();
        var events = wreck.Farm.Get<IEventStore>();
        await wreck.EndAsync("a/x", "stop");
        await events.SaveCursorAsync("gone", 1, CancellationToken.None);
        await events.SaveCursorAsync("current", await events.LatestAsync(CancellationToken.None), CancellationToken.None);
        await AdvanceAsync(wreck, 31 * Day);

        Assert.Equal(1, (await RunAsync(wreck)).Events);
        await RunAsync(wreck);

        var warning = Assert.Single(LogOf(wreck), record => record.Level == LogLevel.Warning);
        Assert.StartsWith("Consumer 'gone' has read events up to 1 ", warning.Message, StringComparison.Ordinal);
        Assert.EndsWith("IEventStore.ForgetCursorAsync(\"gone\").", warning.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await events.ReadAsync(0, 1, CancellationToken.None)).Events[0].Sequence);

        await events.ForgetCursorAsync("gone", CancellationToken.None);
        Assert.True((await RunAsync(wreck)).Events > 0);
    }

    [Fact]
    public async Task Wrong_times_are_named_at_start()
    {
        using var host = Farm.Build(static _ => { }, static options =>
        {
            options.Retention.FinishedJobs = Day;
            options.Retention.Logs = 2 * Day;
            options.Retention.Events = TimeSpan.Zero;
            options.Retention.Interval = TimeSpan.Zero;
        });
        using var nothing = Farm.Build(static _ => { }, static options => options.Retention = null!);

        var failures = (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync())).Failures.ToList();

        Assert.Collection(
            failures,
            static error => Assert.StartsWith("PuddingOptions.Retention.Events:", error, StringComparison.Ordinal),
            static error => Assert.StartsWith("PuddingOptions.Retention.Logs:", error, StringComparison.Ordinal),
            static error => Assert.StartsWith("PuddingOptions.Retention.Interval:", error, StringComparison.Ordinal));
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => nothing.StartAsync());
        Assert.StartsWith("PuddingOptions.Retention: it is null", Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_looks_each_interval_and_survives_a_store_that_is_away()
    {
        var clock = new FakeTimeProvider();
        var store = new CountingStore();
        using var wreck = new Wreck();
        await wreck.Farm.DispatchAsync();
        var logs = new FakeLogCollector();
        var retention = new Retention(
            store, wreck.Farm.Get<IEventStore>(), wreck.Farm.Get<ICredentialStore>(), wreck.Farm.Get<Baton>(), wreck.Farm.Get<IOptions<PuddingOptions>>(), clock, new FakeLogger<Retention>(logs));
        using var service = new MaintenanceService(retention, wreck.Farm.Get<IOptions<PuddingOptions>>(), clock, new FakeLogger<MaintenanceService>(logs));

        await service.StartAsync(CancellationToken.None);
        Assert.Equal(0, store.Calls);
        await Eventually.TrueAsync("the service has tried and tried again", () => Advance(() => store.Calls >= 2));
        await service.StopAsync(CancellationToken.None);

        Assert.Contains(logs.GetSnapshot(), static record => record is { Id.Id: 1702, Exception: JobStoreUnavailableException });

        bool Advance(Func<bool> isDone)
        {
            if (!isDone())
                clock.Advance(TimeSpan.FromMinutes(10));
            return isDone();
        }
    }

    private static IEnumerable<FakeLogRecord> LogOf(Wreck wreck) =>
        wreck.Farm.Get<FakeLogCollector>().GetSnapshot().Where(static record => record.Category == typeof(Retention).FullName);

    [Fact]
    public async Task Tokens_that_are_long_over_are_forgotten_also_when_all_else_is_kept()
    {
        using var wreck = new Wreck(static options => (options.Retention.FinishedJobs, options.Retention.Logs, options.Retention.Events) = (null, null, null));
        var now = (await wreck.EndAsync("a/x", "stop")).Jobs[0].EnqueuedAt;
        var credentials = wreck.Farm.Get<ICredentialStore>();
        var grant = new WorkerGrant { Queues = ["linux"], Slots = 1, Name = "mac" };
        await credentials.AddTokenAsync(new EnrolmentToken { Id = "t1", Grant = grant, MaxUses = 1, IssuedAt = now, ExpiresAt = now + Day, Actor = "ann" }, CancellationToken.None);
        await AdvanceAsync(wreck, 2 * Day);
        await RunAsync(wreck);
        Assert.Single(await credentials.ReadTokensAsync(CancellationToken.None));

        await AdvanceAsync(wreck, 7 * Day);
        await RunAsync(wreck);

        Assert.Empty(await credentials.ReadTokensAsync(CancellationToken.None));
    }

    private static ValueTask<PruneResult> RunAsync(Wreck wreck) => wreck.Farm.Get<Retention>().RunOnceAsync(CancellationToken.None);

    /// <summary>The right to schedule has lapsed by then: it is taken again.</summary>
    private static async Task AdvanceAsync(Wreck wreck, TimeSpan time)
    {
        wreck.Farm.Clock.Advance(time);
        await wreck.Farm.DispatchAsync();
    }

    /// <summary>Is away the first time.</summary>
    private sealed class CountingStore : IRetentionStore
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public ValueTask<PruneResult> PruneAsync(PruneRequest request, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _calls) == 1 ? throw new JobStoreUnavailableException() : new(default(PruneResult));
    }
}
