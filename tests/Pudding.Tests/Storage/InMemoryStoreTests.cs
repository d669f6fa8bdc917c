using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Pudding.Events;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage;
using Pudding.Storage.InMemory;
using Pudding.Tenants;
using Pudding.Tests.Dispatch;
using Pudding.Workers;

namespace Pudding.Tests.Storage;

public sealed class InMemoryStoreTests
{
    [Fact]
    public async Task Finished_groups_beyond_the_capacity_are_forgotten_whole_oldest_first()
    {
        using var farm = Build(o => o.FinishedJobCapacity = 5);
        var first = await farm.EnqueueAsync("a/x", 3);
        var open = await farm.EnqueueAsync("a/x");
        var second = await farm.EnqueueAsync("a/x", 3);

        await farm.Client.CancelGroupAsync(first[0].GroupId, "x");
        Assert.NotNull(await farm.Client.FindGroupAsync(first[0].GroupId));
        await farm.Client.CancelGroupAsync(second[0].GroupId, "x");

        Assert.Null(await farm.Client.FindGroupAsync(first[0].GroupId));
        Assert.Null(await farm.Client.FindJobAsync(first[2].Id));
        Assert.NotNull(await farm.Client.FindJobAsync(second[0].Id));
        Assert.NotNull(await farm.Client.FindJobAsync(open[0].Id));
    }

    [Fact]
    public async Task Events_beyond_the_capacity_are_kept_for_who_has_not_read_them()
    {
        using var farm = Build(o => o.EventCapacity = 10);
        var events = farm.Get<IEventStore>();
        await events.SaveCursorAsync("slow", 5, CancellationToken.None);
        await farm.EnqueueAsync("a/x", 100);
        Assert.Equal(6, (await events.ReadAsync(0, 1000, CancellationToken.None)).Events[0].Sequence);

        await events.SaveCursorAsync("slow", 100, CancellationToken.None);
        await farm.EnqueueAsync("a/x");

        var kept = (await events.ReadAsync(0, 1000, CancellationToken.None)).Events;
        Assert.Equal(10, kept.Count);
        Assert.Equal(101, kept[^1].Sequence);
        Assert.Equal([100, 101], (await events.ReadAsync(99, 1000, CancellationToken.None)).Events.Select(e => e.Sequence));
        Assert.Equal(92, Assert.Single((await events.ReadAsync(0, 1, CancellationToken.None)).Events).Sequence);
        Assert.Empty((await events.ReadAsync(101, 10, CancellationToken.None)).Events);
    }

    [Fact]
    public async Task Of_jobs_that_have_waited_too_long_one_that_ends_the_others_of_its_group_ends_them_once()
    {
        using var farm = new FakeFarm();
        var job = new JobRequest { Tenant = TenantPath.Parse("a/x"), Queue = "linux", MaxQueueTime = TimeSpan.FromSeconds(5) };
        var group = await farm.Client.EnqueueAsync(new JobGroupRequest { Jobs = [job, job, job], FailFast = true });

        farm.Clock.Advance(TimeSpan.FromSeconds(5));
        await farm.DispatchAsync();

        var events = (await farm.Get<IEventStore>().ReadAsync(0, 1000, CancellationToken.None)).Events;
        Assert.Equal(
            [JobCause.QueueTimeExpired, JobCause.FailFast, JobCause.FailFast],
            events.OfType<JobFinished>().Select(finished => finished.Cause));
        Assert.Single(events.OfType<JobGroupFinished>());
        Assert.Equal(JobState.Failed, (await farm.Client.FindGroupAsync(group.Id))!.Jobs[0].State);
    }

    [Fact]
    public async Task A_log_takes_each_piece_once_in_order_from_the_newest_lease_and_is_cut_with_a_mark()
    {
        using var farm = Build(o => o.LogCapacity = 10);
        await farm.ConnectAsync("w");
        await farm.EnqueueAsync("a/x");
        var lease = Assert.Single(await farm.FetchAsync("w")).Lease;

        await AppendAsync(lease, 0, "one ");
        await AppendAsync(lease, 0, "one ");
        await AppendAsync(lease, 8, "gap");
        await AppendAsync(lease with { FencingToken = lease.FencingToken - 1 }, 4, "stale");
        await AppendAsync(lease, 4, "two ");
        await AppendAsync(lease, 8, "three");
        await AppendAsync(lease, 13, "four");

        var log = await farm.Client.ReadLogAsync(lease.JobId);
        Assert.StartsWith("one two th\n[the log is cut here", log, StringComparison.Ordinal);
        Assert.DoesNotContain("four", log, StringComparison.Ordinal);

        ValueTask<LogAppendResult> AppendAsync(LeaseKey key, long offset, string text) => farm.Get<IJobLogStore>().AppendAsync(
            new JobLogChunk { Lease = key, Offset = offset, Bytes = Encoding.UTF8.GetBytes(text) }, CancellationToken.None);
    }

    [Fact]
    public void Durations_of_the_store_are_by_its_monotonic_clock()
    {
        var clock = new FakeTimeProvider();
        var db = new InMemoryDatabase(new InMemoryStoreOptions(), clock);
        long until;
        using (db.Enter())
            until = db.After(TimeSpan.FromSeconds(2));

        clock.Advance(TimeSpan.FromSeconds(2));

        using (db.Enter())
            Assert.Equal(until, db.Timestamp);
    }

    private static FakeFarm Build(Action<InMemoryStoreOptions> configure) => new(add: farm => farm.Services.Configure(configure));
}
