using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Tests.Dispatch;
using Pudding.Workers;

namespace Pudding.Tests.Logs;

/// <summary>On fake time no hint is read, so what wakes a follower is said by hand.</summary>
public sealed class FollowLogTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeFarm _farm = new();

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task Pages_come_as_they_are_written_and_end_with_the_job()
    {
        var lease = await StartAsync();
        await using var pages = _farm.Client.FollowLogAsync(lease.JobId).GetAsyncEnumerator();
        await AppendAsync(lease, 0, "one ");
        Assert.Equal("one ", await NextAsync(pages));

        var next = pages.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        await AppendAsync(lease, 4, "two ");
        Assert.False(next.IsCompleted);
        Hint(StoreChangeKind.Logged, lease.JobId);
        Assert.True(await next.WaitAsync(Patience));
        Assert.Equal(("two ", 8, false), (Text(pages.Current), pages.Current.NextOffset, pages.Current.IsComplete));

        next = pages.MoveNextAsync().AsTask();
        await _farm.BeatAsync("worker", results: [new JobResult { Lease = lease, Outcome = JobOutcome.Succeeded, RanFor = TimeSpan.FromSeconds(1) }]);
        _farm.Get<LogFollowers>().OnChange(new StoreChange { Kind = StoreChangeKind.Ended, JobId = lease.JobId, IsOver = true });
        Assert.True(await next.WaitAsync(Patience));
        Assert.Equal(("", true), (Text(pages.Current), pages.Current.IsComplete));
        Assert.False(await pages.MoveNextAsync());
    }

    [Fact]
    public async Task A_follower_begins_where_it_is_told_and_a_finished_log_needs_no_hint()
    {
        var lease = await StartAsync();
        await AppendAsync(lease, 0, "one two ");
        await _farm.BeatAsync("worker", results: [new JobResult { Lease = lease, Outcome = JobOutcome.Succeeded, RanFor = TimeSpan.FromSeconds(1) }]);

        var pages = await ReadAllAsync(_farm.Client.FollowLogAsync(lease.JobId, offset: 4));

        Assert.Equal(("two ", true), (Text(Assert.Single(pages)), pages[0].IsComplete));
        Assert.True(Assert.Single(await ReadAllAsync(_farm.Client.FollowLogAsync(lease.JobId, offset: 100))).Bytes.IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => _farm.Client.FollowLogAsync(lease.JobId, offset: -1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_hint_delays_a_page_and_no_more(bool isMissSaid)
    {
        var lease = await StartAsync();
        await using var pages = _farm.Client.FollowLogAsync(lease.JobId).GetAsyncEnumerator();
        var next = pages.MoveNextAsync().AsTask();
        await AppendAsync(lease, 0, "late");
        Hint(StoreChangeKind.Logged, new JobId(Guid.Parse("0197f1a2-0000-7000-8000-000000000001")));
        Assert.False(next.IsCompleted);

        if (isMissSaid)
            Hint(StoreChangeKind.Missed, default);
        else
            _farm.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.True(await next.WaitAsync(Patience));
        Assert.Equal("late", Text(pages.Current));
    }

    [Fact]
    public async Task A_follower_who_does_not_read_keeps_nobody_from_writing()
    {
        var lease = await StartAsync();
        await AppendAsync(lease, 0, "x");
        await using var pages = _farm.Client.FollowLogAsync(lease.JobId).GetAsyncEnumerator();
        Assert.Equal("x", await NextAsync(pages));

        var text = new string('y', 1000);
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(LogAppendStatus.Appended, (await AppendAsync(lease, 1 + (i * 1000), text)).Status);
            Hint(StoreChangeKind.Logged, lease.JobId);
        }

        var read = 0;
        while (read < 200_000)
        {
            var page = await NextAsync(pages);
            Assert.InRange(page.Length, 1, 64 * 1024);
            read += page.Length;
        }
    }

    [Fact]
    public async Task An_unknown_job_is_said_so_and_a_follower_may_leave()
    {
        await Assert.ThrowsAsync<KeyNotFoundException>(() => ReadAllAsync(_farm.Client.FollowLogAsync(default)));

        var lease = await StartAsync();
        using var leaving = new CancellationTokenSource();
        var reading = ReadAllAsync(_farm.Client.FollowLogAsync(lease.JobId, cancellationToken: leaving.Token));
        Assert.False(reading.IsCompleted);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Hint(StoreChangeKind.Logged, lease.JobId);
    }

    [Fact]
    public async Task In_a_host_lines_come_while_the_job_runs()
    {
        var goOn = new TaskCompletionSource();
        using var host = Farm.Build(farm => farm.AddWorker("linux", 1, async (job, _) =>
        {
            job.Log.WriteLine("first: grüße");
            await goOn.Task;
            job.Log.WriteLine("second");
            return JobOutcome.Succeeded;
        }));
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IJobClient>();
        var group = await client.EnqueueAsync(JobGroupRequest.Of(new JobRequest { Tenant = TenantPath.Parse("a/x"), Queue = "linux" }));

        using var patience = new CancellationTokenSource(Patience);
        var lines = new List<string>();
        await foreach (var line in client.FollowLogLinesAsync(group.Jobs[0].Id, cancellationToken: patience.Token))
        {
            lines.Add(line);
            goOn.TrySetResult();
        }

        Assert.Equal(["first: grüße", "second"], lines);
        Assert.Equal(JobState.Succeeded, (await client.FindJobAsync(group.Jobs[0].Id, patience.Token))!.State);
        await host.StopAsync(patience.Token);
    }

    [Fact]
    public async Task A_host_that_stops_ends_the_following_and_says_so()
    {
        using var host = Farm.Build(static farm => farm.AddQueue("linux"));
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IJobClient>();
        var group = await client.EnqueueAsync(JobGroupRequest.Of(new JobRequest { Tenant = TenantPath.Parse("a/x"), Queue = "linux" }));
        var reading = ReadAllAsync(client.FollowLogAsync(group.Jobs[0].Id));

        await host.StopAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Patience));
        Assert.StartsWith("The host stops", exception.Message, StringComparison.Ordinal);
    }

    private static string Text(JobLogPage page) => Encoding.UTF8.GetString(page.Bytes.Span);

    private static async Task<string> NextAsync(IAsyncEnumerator<JobLogPage> pages)
    {
        Assert.True(await pages.MoveNextAsync().AsTask().WaitAsync(Patience));
        return Text(pages.Current);
    }

    private static async Task<List<JobLogPage>> ReadAllAsync(IAsyncEnumerable<JobLogPage> pages)
    {
        var all = new List<JobLogPage>();
        await foreach (var page in pages)
            all.Add(page);
        return all;
    }

    private async Task<LeaseKey> StartAsync()
    {
        await _farm.EnqueueAsync("a/x");
        await _farm.ConnectAsync("worker");
        return Assert.Single(await _farm.FetchAsync("worker")).Lease;
    }

    private ValueTask<LogAppendResult> AppendAsync(LeaseKey lease, long offset, string text) => _farm.Get<IJobLogStore>().AppendAsync(
        new JobLogChunk { Lease = lease, Offset = offset, Bytes = Encoding.UTF8.GetBytes(text) }, CancellationToken.None);

    private void Hint(StoreChangeKind kind, JobId job) => _farm.Get<LogFollowers>().OnChange(new StoreChange { Kind = kind, JobId = job });
}
