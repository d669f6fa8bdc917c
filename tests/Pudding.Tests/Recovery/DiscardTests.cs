using Pudding.Jobs;
using Pudding.Recovery;
using Pudding.Tenants;

namespace Pudding.Tests.Recovery;

public sealed class DiscardTests : IDisposable
{
    private readonly Wreck _wreck = new();

    public void Dispose() => _wreck.Dispose();

    [Fact]
    public async Task What_waits_is_cancelled_what_runs_is_asked_to_stop_and_what_failed_is_noted()
    {
        var group = await _wreck.EndAsync("a/x", "bad", "stop", "good", "run", "wait");
        await _wreck.EndAsync("b/x", "bad", "wait");
        var query = new JobQuery { Tenant = TenantPath.Parse("a") };
        var request = Wreck.By("bob") with { Reason = "old news" };

        var dry = await _wreck.Recovery.DiscardAsync(query, request with { DryRun = true });
        var report = await _wreck.Recovery.DiscardAsync(query, request);

        RequeueTests.Same(dry, report);
        Assert.Equal((5, 4, 0), (report.Matched, report.Done, report.NewGroupCount));
        Assert.Equal([(RecoverySkip.Succeeded, 1L)], report.Skipped.Select(pair => (pair.Key, pair.Value)));
        var jobs = (await _wreck.Client.FindGroupAsync(group.Id))!.Jobs;
        Assert.Equal(
            [JobState.Failed, JobState.Cancelled, JobState.Succeeded, JobState.Running, JobState.Cancelled], jobs.Select(job => job.State));
        Assert.Equal(
            [JobResolution.Discarded, JobResolution.Discarded, JobResolution.None, JobResolution.None, JobResolution.Discarded], jobs.Select(job => job.Resolution));
        Assert.True(jobs[3].CancelRequested);
        Assert.All([jobs[3], jobs[4]], job => Assert.Equal("Discarded by bob: old news", job.Reason));

        var repeat = await _wreck.Recovery.DiscardAsync(query, request);
        Assert.Equal(0, repeat.Done);
        Assert.Equal((1, 3), (repeat.Skipped[RecoverySkip.CancelRequested], repeat.Skipped[RecoverySkip.AlreadyResolved]));
        Assert.Equal(0, (await _wreck.Recovery.RequeueAsync(query, request)).Done);
    }

    [Fact]
    public async Task A_limit_holds_over_pages()
    {
        await _wreck.EndAsync("a/x", [.. Enumerable.Repeat("wait", 500)]);
        var query = new JobQuery { Queue = "osx" };

        var report = await _wreck.Recovery.DiscardAsync(query, Wreck.By() with { Limit = 300 });

        Assert.Equal((500, 300, true), (report.Matched, report.Done, report.HasMore));
        Assert.Equal(300, await _wreck.Recovery.CountAsync(new JobQuery { States = [JobState.Cancelled], Resolution = JobResolution.Discarded }));
        Assert.Equal((200, false), (await _wreck.Recovery.DiscardAsync(query, Wreck.By() with { Limit = 300 }) is var rest ? (rest.Done, rest.HasMore) : default));
    }
}
