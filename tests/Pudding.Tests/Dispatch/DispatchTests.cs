using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Workers;

namespace Pudding.Tests.Dispatch;

public sealed class DispatchTests : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private readonly FakeFarm _farm = new(o => o.MaxInfrastructureLosses = 2);

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task A_job_is_handed_out_only_after_a_heartbeat_has_signalled_capacity()
    {
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        await _farm.ConnectAsync("w");
        await _farm.DispatchAsync();
        Assert.Empty((await _farm.BeatAsync("w", free: 0)).Assignments);
        await _farm.DispatchAsync();
        Assert.Equal(JobState.Pending, (await _farm.FindAsync(job.Id)).State);

        Assert.Equal(job.Id, Assert.Single(await _farm.FetchAsync("w")).JobId);
        Assert.Equal(JobState.Assigned, (await _farm.FindAsync(job.Id)).State);
    }

    [Fact]
    public async Task A_worker_gets_jobs_of_its_queues_and_no_more_than_its_slots()
    {
        await _farm.EnqueueAsync("a/x", 3, request => request with { Queue = "osx" });
        await _farm.EnqueueAsync("b/x", 3);
        await _farm.ConnectAsync("w", slots: 2);

        var assignments = await _farm.FetchAsync("w", free: 100);

        Assert.Equal(["linux", "linux"], assignments.Select(assignment => assignment.Queue));
    }

    [Fact]
    public async Task An_attempt_counts_from_the_acknowledgement()
    {
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        var assignment = Assert.Single(await _farm.FetchAsync("w"));
        Assert.Equal((0, 1), ((await _farm.FindAsync(job.Id)).Attempt, assignment.Attempt));

        // Not acknowledged: delivered again, the very same.
        Assert.Equal(assignment, Assert.Single((await _farm.BeatAsync("w")).Assignments));

        var reply = await _farm.BeatAsync("w", held: [assignment.Lease]);
        Assert.Empty(reply.Assignments);
        Assert.Equal(assignment.Lease, Assert.Single(reply.Renewed));
        Assert.Equal((JobState.Running, 1), ((await _farm.FindAsync(job.Id)).State, (await _farm.FindAsync(job.Id)).Attempt));
    }

    [Fact]
    public async Task A_lost_job_is_requeued_once_with_its_reason_and_keeps_its_attempts()
    {
        await _farm.ConnectAsync("w1");
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        var first = Assert.Single(await _farm.FetchAsync("w1"));
        await _farm.BeatAsync("w1", held: [first.Lease]);

        _farm.Clock.Advance(Lease - TimeSpan.FromSeconds(1));
        await _farm.DispatchAsync();
        Assert.Equal(JobState.Running, (await _farm.FindAsync(job.Id)).State);
        _farm.Clock.Advance(TimeSpan.FromSeconds(6));
        await _farm.DispatchAsync();
        await _farm.DispatchAsync();

        var lost = await _farm.FindAsync(job.Id);
        Assert.Equal((JobState.Pending, 0, 1), (lost.State, lost.Attempt, lost.InfrastructureLosses));
        Assert.Contains("w1", lost.Reason, StringComparison.Ordinal);

        await _farm.ConnectAsync("w2");
        var second = Assert.Single(await _farm.FetchAsync("w2"));
        Assert.Equal((job.Id, 1), (second.JobId, second.Attempt));
        Assert.True(second.Lease.FencingToken > first.Lease.FencingToken);

        // The first worker comes back to life: its lease is over, its result is refused, and neither harms its successor.
        var late = await _farm.BeatAsync("w1", held: [first.Lease], results: [Result(first, JobOutcome.Succeeded)]);
        Assert.Equal(first.Lease, Assert.Single(late.Lost));
        Assert.Equal(first.Lease, Assert.Single(late.Settled));
        Assert.Equal(JobState.Assigned, (await _farm.FindAsync(job.Id)).State);
    }

    [Fact]
    public async Task A_late_result_counts_until_the_job_is_taken_back()
    {
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        var assignment = Assert.Single(await _farm.FetchAsync("w"));

        _farm.Clock.Advance(2 * Lease);
        await _farm.BeatAsync("w", results: [Result(assignment, JobOutcome.Succeeded)]);
        await _farm.DispatchAsync();

        Assert.Equal(JobState.Succeeded, (await _farm.FindAsync(job.Id)).State);
    }

    [Fact]
    public async Task A_job_that_is_lost_too_often_fails()
    {
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        for (var loss = 1; loss <= 3; loss++)
        {
            Assert.Equal(JobState.Pending, (await _farm.FindAsync(job.Id)).State);
            await _farm.ConnectAsync($"w{loss}");
            Assert.Single(await _farm.FetchAsync($"w{loss}"));
            _farm.Clock.Advance(2 * Lease);
            await _farm.DispatchAsync();
        }

        Assert.Equal((JobState.Failed, 3), ((await _farm.FindAsync(job.Id)).State, (await _farm.FindAsync(job.Id)).InfrastructureLosses));
    }

    [Fact]
    public async Task A_result_is_recorded_once_and_the_first_one_stands()
    {
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        var assignment = Assert.Single(await _farm.FetchAsync("w"));

        await _farm.BeatAsync("w", results: [Result(assignment, JobOutcome.Succeeded)]);
        var repeat = await _farm.BeatAsync("w", results: [Result(assignment, JobOutcome.Failed("changed my mind"))]);

        Assert.Equal(assignment.Lease, Assert.Single(repeat.Settled));
        var done = await _farm.FindAsync(job.Id);
        Assert.Equal((JobState.Succeeded, 1, null), (done.State, done.Attempt, done.Reason));
    }

    [Fact]
    public async Task Failure_is_tried_again_while_attempts_are_left_and_a_requeue_counts_for_nothing()
    {
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x", 1, request => request with { MaxAttempts = 2, Backoff = new RetryBackoff { Jitter = 0 } }))[0];
        await EndAsync(JobOutcome.Requeue(TimeSpan.FromMinutes(1), "not now"));
        Assert.Equal((JobState.Pending, 0), ((await _farm.FindAsync(job.Id)).State, (await _farm.FindAsync(job.Id)).Attempt));
        Assert.Empty(await _farm.FetchAsync("w"));
        _farm.Clock.Advance(TimeSpan.FromMinutes(1));

        await EndAsync(JobOutcome.Failed("first"));
        Assert.Contains("first", (await _farm.FindAsync(job.Id)).Reason, StringComparison.Ordinal);
        _farm.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(await _farm.FetchAsync("w"));
        _farm.Clock.Advance(TimeSpan.FromSeconds(1));
        await EndAsync(JobOutcome.Failed("second"));

        var done = await _farm.FindAsync(job.Id);
        Assert.Equal((JobState.Failed, 2, "second"), (done.State, done.Attempt, done.Reason));

        async Task EndAsync(JobOutcome outcome) =>
            await _farm.BeatAsync("w", results: [Result(Assert.Single(await _farm.FetchAsync("w")), outcome)]);
    }

    [Fact]
    public async Task A_wall_clock_that_is_set_back_puts_nothing_off()
    {
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        await _farm.BeatAsync("w", results: [Result(Assert.Single(await _farm.FetchAsync("w")), JobOutcome.Requeue(TimeSpan.FromSeconds(5)))]);

        _farm.Clock.Skew = TimeSpan.FromDays(-1);
        Assert.Empty(await _farm.FetchAsync("w"));
        _farm.Clock.Advance(TimeSpan.FromSeconds(5));

        var lease = Assert.Single(await _farm.FetchAsync("w")).Lease;
        await _farm.BeatAsync("w", held: [lease]);
        Assert.Equal(TimeSpan.Zero, (await _farm.FindAsync(job.Id)).Waited);
        _farm.Clock.Skew = TimeSpan.FromDays(1);
        await _farm.DispatchAsync();
        Assert.Equal(JobState.Running, (await _farm.FindAsync(job.Id)).State);
    }

    [Fact]
    public async Task What_waits_is_cancelled_at_once_and_what_runs_when_its_worker_confirms()
    {
        await _farm.ConnectAsync("w");
        var jobs = await _farm.EnqueueAsync("a/x", 2);
        var assignment = Assert.Single(await _farm.FetchAsync("w"));
        await _farm.BeatAsync("w", held: [assignment.Lease]);

        Assert.Equal(2, await _farm.Client.CancelGroupAsync(jobs[0].GroupId, "not needed"));
        Assert.Equal(0, await _farm.Client.CancelGroupAsync(jobs[0].GroupId, "again"));

        Assert.Equal((JobState.Cancelled, "not needed"), ((await _farm.FindAsync(jobs[1].Id)).State, (await _farm.FindAsync(jobs[1].Id)).Reason));
        Assert.Equal((JobState.Running, true), ((await _farm.FindAsync(jobs[0].Id)).State, (await _farm.FindAsync(jobs[0].Id)).CancelRequested));
        Assert.Equal(assignment.Lease, Assert.Single((await _farm.BeatAsync("w", held: [assignment.Lease])).Cancel));

        await _farm.BeatAsync("w", results: [Result(assignment, JobOutcome.Failed("it was killed"))]);
        Assert.Equal((JobState.Cancelled, "not needed"), ((await _farm.FindAsync(jobs[0].Id)).State, (await _farm.FindAsync(jobs[0].Id)).Reason));
    }

    [Fact]
    public async Task A_stale_heartbeat_changes_nothing()
    {
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        var assignment = Assert.Single(await _farm.FetchAsync("w"));
        var repeat = _farm.Heartbeat("w", held: [assignment.Lease]);

        Assert.Equal(HeartbeatStatus.Superseded, (await _farm.Transport.HeartbeatAsync(repeat, CancellationToken.None)).Status);
        Assert.Equal(JobState.Assigned, (await _farm.FindAsync(job.Id)).State);

        await _farm.ConnectAsync("w");
        var former = repeat with { Sequence = 1000 };
        Assert.Equal(HeartbeatStatus.UnknownSession, (await _farm.Transport.HeartbeatAsync(former, CancellationToken.None)).Status);
        Assert.Equal(HeartbeatStatus.UnknownSession, (await _farm.Transport.HeartbeatAsync(former with { WorkerId = "nobody" }, CancellationToken.None)).Status);

        // What the former session had not acknowledged is given back: a lease belongs to one session until then.
        Assert.Equal((JobState.Pending, 0), ((await _farm.FindAsync(job.Id)).State, (await _farm.FindAsync(job.Id)).InfrastructureLosses));
    }

    [Fact]
    public async Task A_worker_that_leaves_gives_back_what_it_has_not_taken()
    {
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        await _farm.BeatAsync("w", free: 1);
        await _farm.DispatchAsync();

        await _farm.Transport.DisconnectAsync("w", _farm.Heartbeat("w").Session, CancellationToken.None);

        Assert.Equal((JobState.Pending, 0), ((await _farm.FindAsync(job.Id)).State, (await _farm.FindAsync(job.Id)).InfrastructureLosses));
        Assert.Empty(await _farm.Get<IWorkerStore>().ReadCellsAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_silent_worker_is_given_nothing()
    {
        await _farm.ConnectAsync("w");
        await _farm.BeatAsync("w", free: 1);
        _farm.Clock.Advance(TimeSpan.FromSeconds(26));
        var job = (await _farm.EnqueueAsync("a/x"))[0];

        await _farm.DispatchAsync();

        Assert.Equal(JobState.Pending, (await _farm.FindAsync(job.Id)).State);
    }

    [Fact]
    public async Task A_backlog_larger_than_the_window_is_worked_off_in_order()
    {
        using var farm = new FakeFarm(o => (o.WindowSize, o.DefaultLimit) = (10, 100));
        var jobs = await farm.EnqueueAsync("a/x", 500);
        await farm.ConnectAsync("w", slots: 7);

        var order = new List<JobId>();
        while (await farm.FetchAsync("w", free: 7) is { Count: > 0 } assignments)
        {
            order.AddRange(assignments.OrderBy(assignment => assignment.Lease.FencingToken).Select(assignment => assignment.JobId));
            await farm.BeatAsync("w", results: assignments.Select(assignment => Result(assignment, JobOutcome.Succeeded)));
        }

        Assert.Equal(jobs.Select(job => job.Id), order);
    }

    [Fact]
    public async Task The_store_refuses_what_a_wrong_dispatcher_decides()
    {
        await _farm.ConnectAsync("w", slots: 100);
        await _farm.BeatAsync("w", free: 100);
        var jobs = await _farm.EnqueueAsync("a/x", 8);
        var other = (await _farm.EnqueueAsync("a/y", 1, request => request with { Queue = "osx" }))[0];
        var epoch = (await _farm.Get<IBatonStore>().AcquireAsync("me", Lease, CancellationToken.None))!.Value;
        await _farm.Get<IPolicyStore>().PublishAsync(
            new PolicyDefaults { Tenants = new Dictionary<TenantPath, TenantSettings> { [TenantPath.Parse("b")] = new() { Paused = true } } },
            epoch,
            CancellationToken.None);
        var paused = (await _farm.EnqueueAsync("b/x"))[0];
        var session = _farm.Heartbeat("w").Session;

        var results = await ClaimAsync(epoch, [.. jobs.Take(6).Select(job => new Claim(job.Id, "w", session)), new(jobs[0].Id, "w", session),
            new(other.Id, "w", session), new(paused.Id, "w", session), new(default, "w", session)]);
        var stale = await ClaimAsync(epoch - 1, [new(jobs[7].Id, "w", session)]);
        var stranger = await ClaimAsync(epoch, [new(other.Id, "nobody", session), new(other.Id, "w", session + 1)]);

        Assert.Equal(
            [ClaimStatus.Claimed, ClaimStatus.Claimed, ClaimStatus.Claimed, ClaimStatus.Claimed, ClaimStatus.Claimed, ClaimStatus.LimitReached,
                ClaimStatus.JobNotReady, ClaimStatus.WorkerUnavailable, ClaimStatus.LimitReached, ClaimStatus.JobNotReady],
            results.Select(result => result.Status));
        Assert.Equal("a/x", results[5].LimitedBy.Value);
        Assert.Equal("b", results[8].LimitedBy.Value);
        Assert.Equal(ClaimStatus.StaleEpoch, Assert.Single(stale).Status);
        Assert.All(stranger, result => Assert.Equal(ClaimStatus.WorkerUnavailable, result.Status));

        async Task<IReadOnlyList<ClaimResult>> ClaimAsync(long withEpoch, IReadOnlyList<Claim> claims) => await _farm.Get<IJobStore>().ClaimAsync(
            new ClaimBatch { Epoch = withEpoch, LeaseDuration = Lease, Claims = claims }, CancellationToken.None);
    }

    [Fact]
    public async Task Another_host_takes_over_when_the_scheduling_one_is_gone()
    {
        await _farm.DispatchAsync();
        var batons = _farm.Get<IBatonStore>();
        Assert.Null(await batons.AcquireAsync("other", Lease, CancellationToken.None));

        _farm.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(2, await batons.AcquireAsync("other", Lease, CancellationToken.None));
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        await _farm.BeatAsync("w", free: 1);
        await _farm.DispatchAsync();
        Assert.Equal(JobState.Pending, (await _farm.FindAsync(job.Id)).State);

        await batons.ReleaseAsync("other", CancellationToken.None);
        await _farm.DispatchAsync();
        Assert.Equal(JobState.Assigned, (await _farm.FindAsync(job.Id)).State);
    }

    private static JobResult Result(JobAssignment assignment, JobOutcome outcome) =>
        new() { Lease = assignment.Lease, Outcome = outcome, RanFor = TimeSpan.FromSeconds(1) };
}
