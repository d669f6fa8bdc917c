using Pudding.Jobs;
using Pudding.Recovery;
using Pudding.Tenants;

namespace Pudding.Tests.Recovery;

/// <summary>What docs/recovery.md shows.</summary>
public sealed class RecoveryExample
{
    [Fact]
    public async Task Works()
    {
        using var wreck = new Wreck();
        await wreck.EndAsync("rails/rails", "bad disk", "good");
        var build = await wreck.EndAsync("rails/rails", "bad test", "stop");
        var (recovery, jobs, time) = (wreck.Recovery, wreck.Client, wreck.Farm.Clock);
        var output = new StringWriter();

        // snippet: rerun
        var again = await jobs.RerunAsync(build.Id, new RerunRequest
        {
            Scope = RerunScope.FailedOrCancelled, // those that failed, by default
            IdempotencyKey = $"{build.Id}, second try",
        });
        // end snippet

        // snippet: list
        var broken = new JobQuery
        {
            States = [JobState.Failed],
            ReasonContains = "disk",
            FinishedFrom = time.GetUtcNow().AddHours(-6),
        };
        await foreach (var job in recovery.ListAsync(broken))
            await output.WriteLineAsync($"{job.Id} of {job.Tenant}, {job.Cause} on {job.WorkerId}: {job.Reason}");
        // end snippet

        // snippet: requeue
        var request = new RecoveryRequest { Actor = "ann", Reason = "the disk of worker 7 was full", DryRun = true };
        var would = await recovery.RequeueAsync(broken, request); // counts, and changes nothing
        var did = await recovery.RequeueAsync(broken, request with { DryRun = false });
        // end snippet

        // snippet: discard
        var abandoned = new JobQuery { Tenant = TenantPath.Parse("rails/rails"), EnqueuedBefore = time.GetUtcNow().AddDays(-2) };
        var discarded = await recovery.DiscardAsync(abandoned, new RecoveryRequest { Actor = "ann", Reason = "the branch is gone" });
        // end snippet

        // snippet: open
        var open = await recovery.CountAsync(new JobQuery { States = [JobState.Failed, JobState.Cancelled], Resolution = JobResolution.None });
        // end snippet

        Assert.Equal((build.Id, 2), (again.RerunOf, again.Jobs.Count));
        Assert.Contains("rails/rails, HandlerFailed on worker: bad disk is broken.", output.ToString(), StringComparison.Ordinal);
        Assert.Equal((1, 1, 0, 0), (would.Done, did.Done, discarded.Done, open));
    }

    [Fact]
    public async Task Following_works()
    {
        using var wreck = new Wreck();
        var build = await wreck.EndAsync("rails/rails", "good");
        var (jobs, output) = (wreck.Client, new StringWriter());

        // snippet: follow
        await foreach (var line in jobs.FollowLogLinesAsync(build.Jobs[0].Id))
            await output.WriteLineAsync(line);
        // end snippet

        Assert.Equal("", output.ToString());
    }
}
