using Microsoft.Extensions.DependencyInjection;
using Pudding.Dispatch;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Workers;

namespace Pudding.Tests.Dispatch;

/// <summary>Rounds that act on hints alone: what a hint tells of is done without waiting for the sweep, whatever other hints come, and in whatever order.</summary>
public sealed class HintTests : IDisposable
{
    private static readonly StoreChange Offered = new() { Kind = StoreChangeKind.Offered, WorkerId = "w" };

    private readonly FakeFarm _farm = new(o => o.WindowSize = 4);

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task A_delayed_job_is_not_forgotten_when_another_tenant_is_read_first()
    {
        await RoundAsync();
        await _farm.ConnectAsync("w", 2);
        var delayed = (await _farm.EnqueueAsync("b/x"))[0];
        var assignment = Assert.Single(await _farm.FetchAsync("w"));
        await _farm.BeatAsync("w", 2, results: [End(assignment, JobOutcome.Requeue(TimeSpan.FromSeconds(5)))]);
        await _farm.DispatchAsync();

        _farm.Clock.Advance(TimeSpan.FromSeconds(6));
        await _farm.EnqueueAsync("a/y");
        await _farm.BeatAsync("w", 2);
        await RoundAsync(Ready("a/y"), Offered);
        await RoundAsync(Offered);

        Assert.Equal(JobState.Assigned, (await _farm.FindAsync(delayed.Id)).State);
    }

    [Fact]
    public async Task A_window_that_was_cancelled_is_filled_from_what_is_behind_it()
    {
        await RoundAsync();
        var first = await _farm.EnqueueAsync("a/x", 4);
        var second = await _farm.EnqueueAsync("a/x", 4);
        await _farm.ConnectAsync("w");
        await _farm.DispatchAsync();
        await _farm.Client.CancelGroupAsync(first[0].GroupId, "not needed");

        await _farm.BeatAsync("w", 1);
        await RoundAsync([.. first.Select(job => Ended(job.Id, job.Tenant, token: 0)), Offered]);

        Assert.Equal(JobState.Assigned, (await _farm.FindAsync(second[0].Id)).State);
    }

    [Fact]
    public async Task A_job_that_turns_out_to_be_gone_does_not_cost_the_slot()
    {
        await RoundAsync();
        var gone = (await _farm.EnqueueAsync("a/x"))[0];
        var next = (await _farm.EnqueueAsync("b/x"))[0];
        await _farm.ConnectAsync("w");
        await _farm.DispatchAsync();
        await _farm.Client.CancelJobAsync(gone.Id, "its hint is late");

        await _farm.BeatAsync("w", 1);
        await RoundAsync(Offered);

        Assert.Equal(JobState.Assigned, (await _farm.FindAsync(next.Id)).State);
    }

    [Fact]
    public async Task A_late_hint_of_an_end_forgets_no_job_that_waits_again()
    {
        await RoundAsync();
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        var assignment = Assert.Single(await _farm.FetchAsync("w"));
        await _farm.BeatAsync("w", results: [End(assignment, JobOutcome.Requeue(TimeSpan.Zero))]);
        await _farm.DispatchAsync();

        await RoundAsync(Ended(job.Id, job.Tenant, assignment.Lease.FencingToken));
        await _farm.BeatAsync("w", 1);
        await RoundAsync(Offered);

        Assert.Equal(JobState.Assigned, (await _farm.FindAsync(job.Id)).State);
    }

    [Fact]
    public async Task A_late_hint_of_an_end_frees_no_slot_of_the_next_attempt()
    {
        using var farm = new FakeFarm(o => o.DefaultLimit = 1);
        await farm.ConnectAsync("w", 5);
        var job = (await farm.EnqueueAsync("a/x", 3))[0];
        var assignment = Assert.Single(await farm.FetchAsync("w", 5));
        await farm.BeatAsync("w", 5, results: [End(assignment, JobOutcome.Requeue(TimeSpan.Zero))]);
        await farm.DispatchAsync();

        farm.Get<Dispatcher>().OnChange(Ended(job.Id, job.Tenant, assignment.Lease.FencingToken));
        await farm.Get<Dispatcher>().RunOnceAsync(CancellationToken.None);

        Assert.Single(await farm.Get<IJobStore>().ReadActiveAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_host_whose_baton_had_lapsed_reads_what_it_was_not_told()
    {
        await RoundAsync();
        await _farm.ConnectAsync("w");
        _farm.Clock.Advance(TimeSpan.FromSeconds(16)); // it was suspended
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        await _farm.BeatAsync("w", 1);

        await RoundAsync(Ready("a/x"), Offered);

        Assert.Equal(JobState.Assigned, (await _farm.FindAsync(job.Id)).State);
    }

    [Fact]
    public async Task A_host_that_does_not_schedule_gathers_no_hints()
    {
        Assert.NotNull(await _farm.Get<IBatonStore>().AcquireAsync("other", TimeSpan.FromDays(1), CancellationToken.None));
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100_000; i++)
            _farm.Get<Dispatcher>().OnChange(Ended(new JobId(Guid.NewGuid()), TenantPath.Parse("a/x"), i));

        // Resolving and parsing costs something; a hint that is kept would cost two hundred bytes more.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100_000, 0, 150);
    }

    private static StoreChange Ready(string tenant) => new() { Kind = StoreChangeKind.Ready, Tenant = TenantPath.Parse(tenant), Queue = "linux" };

    private static StoreChange Ended(JobId job, TenantPath tenant, long token) =>
        new() { Kind = StoreChangeKind.Ended, JobId = job, Tenant = tenant, Queue = "linux", FencingToken = token };

    private static JobResult End(JobAssignment assignment, JobOutcome outcome) =>
        new() { Lease = assignment.Lease, Outcome = outcome, RanFor = TimeSpan.FromSeconds(1) };

    private async Task RoundAsync(params StoreChange[] hints)
    {
        foreach (var hint in hints)
            _farm.Get<Dispatcher>().OnChange(hint);
        await _farm.Get<Dispatcher>().RunOnceAsync(CancellationToken.None);
    }
}
