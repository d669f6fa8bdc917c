using Pudding.Jobs;
using Pudding.Recovery;
using Pudding.Tenants;

namespace Pudding.Tests.Recovery;

public sealed class RecoveryRequestTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Wreck _wreck = new();

    public void Dispose() => _wreck.Dispose();

    [Fact]
    public async Task A_query_that_says_nothing_is_refused_unless_all_is_said()
    {
        await _wreck.EndAsync("a/x", "bad", "wait");
        foreach (var query in (JobQuery[])[new JobQuery(), new JobQuery { States = new List<JobState>(), Causes = new List<JobCause>() }])
        {
            await RefusedAsync("All:", query, Wreck.By());
            await RefusedAsync("All:", query, Wreck.By() with { DryRun = true });
        }

        Assert.Equal(2, await _wreck.Recovery.CountAsync(new JobQuery()));
        Assert.Equal(1, (await _wreck.Recovery.RequeueAsync(new JobQuery(), Wreck.By() with { All = true })).Done);
        Assert.Equal(2, (await _wreck.Recovery.DiscardAsync(new JobQuery(), Wreck.By() with { All = true })).Done);
    }

    [Fact]
    public async Task Every_wrong_field_is_named_and_nothing_is_done()
    {
        await _wreck.EndAsync("a/x", "bad");
        var good = new JobQuery { States = [JobState.Failed] };

        await RefusedAsync("Actor:", good, Wreck.By(" "));
        await RefusedAsync("Actor:", good, Wreck.By(new string('x', 201)));
        await RefusedAsync("Reason:", good, Wreck.By() with { Reason = new string('x', 1001) });
        await RefusedAsync("Limit:", good, Wreck.By() with { Limit = 0 });
        await RefusedAsync("States:", good with { States = null! }, Wreck.By());
        await RefusedAsync("Causes:", good with { Causes = null! }, Wreck.By());
        await RefusedAsync("ReasonContains:", good with { ReasonContains = "" }, Wreck.By());
        await RefusedAsync("Tenant:", good with { Tenant = default(TenantPath) }, Wreck.By());
        await RefusedAsync("EnqueuedBefore:", good with { EnqueuedFrom = Time, EnqueuedBefore = Time }, Wreck.By());
        await RefusedAsync("FinishedBefore:", good with { FinishedFrom = Time, FinishedBefore = Time.AddDays(-1) }, Wreck.By());
        await Assert.ThrowsAsync<ArgumentException>(() => _wreck.Recovery.CountAsync(good with { ReasonContains = "" }));
        Assert.Throws<ArgumentException>(() => _wreck.Recovery.ListAsync(good with { ReasonContains = "" }));
        Assert.Equal(JobResolution.None, Assert.Single(await _wreck.ListAsync(new JobQuery())).Resolution);
    }

    [Fact]
    public async Task A_list_is_the_order_of_enqueueing_whatever_its_length()
    {
        for (var i = 0; i < 450; i++)
            await _wreck.EndAsync("a/x", "stop", "wait");

        var stopped = await _wreck.ListAsync(new JobQuery { Causes = [JobCause.CancelRequested] });

        Assert.Equal(450, stopped.Count);
        Assert.Equal(stopped.Select(job => job.Sequence).Order(), stopped.Select(job => job.Sequence));
        Assert.Equal(450, await _wreck.Recovery.CountAsync(new JobQuery { Causes = [JobCause.CancelRequested] }));
    }

    private async Task RefusedAsync(string error, JobQuery query, RecoveryRequest request)
    {
        var requeue = await Assert.ThrowsAsync<ArgumentException>(() => _wreck.Recovery.RequeueAsync(query, request));
        var discard = await Assert.ThrowsAsync<ArgumentException>(() => _wreck.Recovery.DiscardAsync(query, request));
        Assert.StartsWith(error, requeue.Message, StringComparison.Ordinal);
        Assert.StartsWith(error, discard.Message, StringComparison.Ordinal);
    }
}
