using Microsoft.Extensions.Logging.Testing;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Recovery;
using Pudding.Tenants;

namespace Pudding.Tests.Recovery;

public sealed class RequeueTests : IDisposable
{
    private readonly Wreck _wreck = new();

    public void Dispose() => _wreck.Dispose();

    [Fact]
    public async Task What_fits_is_run_again_as_one_group_for_each()
    {
        var first = await _wreck.EndAsync(new JobGroupRequest
        {
            Name = "first",
            FailFast = true,
            Jobs = [Wreck.Job("a/x", "good"), Wreck.Job("a/x", "bad 1")],
        });
        var second = await _wreck.EndAsync("a/y", "bad 2", "bad 3", "stop", "run", "wait");
        await _wreck.EndAsync("b/z", "bad 4");

        var report = await _wreck.Recovery.RequeueAsync(new JobQuery { Tenant = TenantPath.Parse("a") }, Wreck.By());

        Assert.Equal((7, 4, 2, false, false), (report.Matched, report.Done, report.NewGroupCount, report.HasMore, report.IsDryRun));
        Assert.Equal([(RecoverySkip.NotOver, 2L), (RecoverySkip.Succeeded, 1L)], report.Skipped.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal([("a/x", 1L), ("a/y", 3L)], report.DoneByTenant.Select(pair => (pair.Key.Value, pair.Value)).Order());
        Assert.Equal([(JobCause.HandlerFailed, 3L), (JobCause.CancelRequested, 1L)], report.DoneByCause.Select(pair => (pair.Key, pair.Value)).Order());
        var again = await _wreck.RerunsAsync();
        Assert.Equal(["bad 1", "bad 2", "bad 3", "stop"], again.Select(job => job.Name));
        Assert.Equal([first.Jobs[1].Id, second.Jobs[0].Id, second.Jobs[1].Id, second.Jobs[2].Id], again.Select(job => job.RerunOf!.Value));
        Assert.Equal(again.Select(job => job.GroupId).Distinct(), report.NewGroups);
        var group = (await _wreck.Client.FindGroupAsync(report.NewGroups[0]))!;
        Assert.Equal((first.Id, "first", true), (group.RerunOf, group.Name, group.FailFast));
        Assert.Equal(4, await _wreck.Recovery.CountAsync(new JobQuery { Resolution = JobResolution.Requeued }));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_a_repeat_finds_nothing_to_do()
    {
        await _wreck.EndAsync("a/x", "bad", "stop", "good");
        var query = new JobQuery { Tenant = TenantPath.Parse("a/x") };
        var before = await _wreck.ListAsync(new JobQuery());

        var dry = await _wreck.Recovery.RequeueAsync(query, Wreck.By() with { DryRun = true });

        Assert.Equal(before, await _wreck.ListAsync(new JobQuery()));
        Assert.Empty(dry.NewGroups);
        Same(dry, await _wreck.Recovery.RequeueAsync(query, Wreck.By()));
        var repeat = await _wreck.Recovery.RequeueAsync(query, Wreck.By());
        Assert.Equal((0, 0), (repeat.Done, repeat.NewGroupCount));
        Assert.Equal(2, repeat.Skipped[RecoverySkip.AlreadyResolved]);
        Assert.Equal(2, (await _wreck.RerunsAsync()).Count);
    }

    [Fact]
    public async Task Groups_that_fill_several_pages_stay_whole_also_when_they_are_interleaved()
    {
        var large = await _wreck.EndAsync("a/x", [.. Enumerable.Repeat("bad", 450)]);
        for (var i = 0; i < 300; i++)
            await _wreck.EndAsync("a/y", "stop");
        var other = await _wreck.EndAsync("a/z", [.. Enumerable.Repeat("stop", 250)]);
        var query = new JobQuery { States = [JobState.Failed, JobState.Cancelled] };

        var dry = await _wreck.Recovery.RequeueAsync(query, Wreck.By() with { DryRun = true });
        var report = await _wreck.Recovery.RequeueAsync(query, Wreck.By());

        Same(dry, report);
        Assert.Equal((1000, 302, RecoveryReport.MaxNewGroups), (report.Done, report.NewGroupCount, report.NewGroups.Count));
        var groups = (await _wreck.RerunsAsync()).GroupBy(job => job.GroupId).Select(group => group.ToList()).ToList();
        Assert.Equal(large.Jobs.Select(job => (JobId?)job.Id), groups[0].Select(job => job.RerunOf));
        Assert.Equal(other.Jobs.Select(job => (JobId?)job.Id), groups[^1].Select(job => job.RerunOf));
    }

    [Fact]
    public async Task A_limit_takes_those_that_were_enqueued_first_and_says_that_there_is_more()
    {
        await _wreck.EndAsync("a/x", "bad 1", "bad 2");
        await _wreck.EndAsync("a/x", "bad 3", "bad 4");
        var query = new JobQuery { States = [JobState.Failed] };
        var request = Wreck.By() with { Limit = 3 };

        var dry = await _wreck.Recovery.RequeueAsync(query, request with { DryRun = true });
        var report = await _wreck.Recovery.RequeueAsync(query, request);

        Same(dry, report);
        Assert.Equal((4, 3, true), (report.Matched, report.Done, report.HasMore));
        Assert.Equal(["bad 1", "bad 2", "bad 3"], (await _wreck.RerunsAsync()).Select(job => job.Name));
        var rest = await _wreck.Recovery.RequeueAsync(query, request);
        Assert.Equal((1, false), (rest.Done, rest.HasMore));
        Assert.Equal(4, (await _wreck.RerunsAsync()).Select(job => job.RerunOf).Distinct().Count());
    }

    [Fact]
    public async Task Jobs_in_a_queue_that_is_no_longer_known_and_of_a_tenant_that_is_no_leaf_now_are_left_alone()
    {
        await _wreck.EndAsync("a", "bad a");
        await _wreck.EndAsync("a/x", "bad a/x");
        await _wreck.EndAsync("b/x", "bad b/x");
        await _wreck.EndAsync("b", "wait");
        await _wreck.EndAsync("c", "bad c");
        await _wreck.EndAsync("c/x", "wait");
        await _wreck.EndAsync(JobGroupRequest.Of(Wreck.Job("d/x", "bad d/x"), Wreck.Job("d/x", "stop"), Wreck.Job("d/x", "bad d/x 2")));
        _wreck.Farm.Get<Microsoft.Extensions.Options.IOptions<PuddingOptions>>().Value.Queues.Remove("osx");
        var query = new JobQuery { Resolution = JobResolution.None };

        var dry = await _wreck.Recovery.RequeueAsync(query, Wreck.By() with { DryRun = true });
        var report = await _wreck.Recovery.RequeueAsync(query, Wreck.By());

        Same(dry, report);
        Assert.Equal(["bad a", "bad d/x", "bad d/x 2"], (await _wreck.RerunsAsync()).Select(job => job.Name));
        Assert.Equal(
            [(RecoverySkip.NotOver, 2L), (RecoverySkip.UnknownQueue, 1L), (RecoverySkip.TenantNotLeaf, 3L)],
            report.Skipped.Select(pair => (pair.Key, pair.Value)).Order());
    }

    [Fact]
    public async Task Progress_is_reported_and_the_log_keeps_who_did_what()
    {
        await _wreck.EndAsync("a/x", [.. Enumerable.Repeat("bad", 250), "good"]);
        var progress = new List<RecoveryProgress>();
        var query = new JobQuery { Tenant = TenantPath.Parse("a/x"), ReasonContains = "BROKEN" };

        await _wreck.Recovery.RequeueAsync(query, Wreck.By("bob") with { Reason = "disk was full", Progress = new Reporter(progress) });

        Assert.Equal(new RecoveryProgress(250, 250, 0), progress[^1]);
        var log = _wreck.Farm.Get<FakeLogCollector>().GetSnapshot().Where(record => record.Category == typeof(JobRecovery).FullName).ToList();
        Assert.Equal(
            [
                "Requeue by bob (disk was full) begins: 250 job(s) fit ReasonContains BROKEN, Tenant a/x.",
                "Requeue by bob ended: 250 job(s) done, 0 left alone; whole: True.",
            ],
            log.Select(record => record.Message));
    }

    internal static void Same(RecoveryReport dry, RecoveryReport run)
    {
        Assert.True(dry.IsDryRun && !run.IsDryRun);
        Assert.Equal((dry.Matched, dry.Done, dry.NewGroupCount, dry.HasMore), (run.Matched, run.Done, run.NewGroupCount, run.HasMore));
        Assert.Equal(dry.Skipped.OrderBy(pair => pair.Key), run.Skipped.OrderBy(pair => pair.Key));
        Assert.Equal(dry.DoneByTenant.OrderBy(pair => pair.Key), run.DoneByTenant.OrderBy(pair => pair.Key));
        Assert.Equal(dry.DoneByCause.OrderBy(pair => pair.Key), run.DoneByCause.OrderBy(pair => pair.Key));
    }

    private sealed class Reporter(List<RecoveryProgress> seen) : IProgress<RecoveryProgress>
    {
        public void Report(RecoveryProgress value) => seen.Add(value);
    }
}
