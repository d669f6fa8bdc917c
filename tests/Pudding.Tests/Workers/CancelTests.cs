using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Tests.Dispatch;
using Pudding.Workers;

namespace Pudding.Tests.Workers;

/// <summary>Cancelling reaches a running job, and is confirmed or escalated.</summary>
public sealed class CancelTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeFarm _farm = new();

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task It_reaches_a_running_handler_at_once_and_the_confirmation_ends_the_job()
    {
        var started = new TaskCompletionSource();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = await StartAsync(TimeSpan.FromSeconds(15), async (_, cancellationToken) =>
        {
            await using var onCancel = cancellationToken.Register(told.SetResult);
            started.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return JobOutcome.Succeeded;
        });
        var client = host.Services.GetRequiredService<IJobClient>();
        var job = await EnqueueAsync(client);
        await started.Task.WaitAsync(Patience);
        var asked = Stopwatch.GetTimestamp();

        Assert.True(await client.CancelJobAsync(job.Id, "changed my mind"));
        await told.Task.WaitAsync(Patience);

        // Far below the heartbeat's 10 s: the answer that is held back is woken. (Milliseconds; this leaves room for a busy machine.)
        Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        var ended = (await client.WaitAsync(job.GroupId).WaitAsync(Patience)).Group.Jobs[0];
        Assert.Equal((JobState.Cancelled, JobCause.CancelRequested, "changed my mind", false), (ended.State, ended.Cause, ended.Reason, ended.CancelRequested));
        Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_handler_that_ignores_it_is_abandoned_after_its_grace_and_the_worker_confirms()
    {
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        using var host = await StartAsync(TimeSpan.FromMilliseconds(50), async (_, _) =>
        {
            started.TrySetResult();
            await release.Task;
            return JobOutcome.Failed("nobody wants to know");
        });
        var client = host.Services.GetRequiredService<IJobClient>();
        var job = await EnqueueAsync(client);
        await started.Task.WaitAsync(Patience);

        await client.CancelJobAsync(job.Id, "changed my mind");

        var ended = (await client.WaitAsync(job.GroupId).WaitAsync(Patience)).Group.Jobs[0];
        Assert.Equal((JobState.Cancelled, "changed my mind"), (ended.State, ended.Reason));
        release.SetResult();
    }

    [Fact]
    public async Task A_handler_that_was_done_before_it_could_stop_has_succeeded()
    {
        var started = new TaskCompletionSource();
        using var host = await StartAsync(TimeSpan.FromSeconds(15), async (_, cancellationToken) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return JobOutcome.Succeeded;
        });
        var client = host.Services.GetRequiredService<IJobClient>();
        var job = await EnqueueAsync(client);
        await started.Task.WaitAsync(Patience);

        await client.CancelJobAsync(job.Id, "changed my mind");

        Assert.Equal(JobState.Succeeded, (await client.WaitAsync(job.GroupId).WaitAsync(Patience)).State);
    }

    [Fact]
    public async Task A_worker_that_does_not_confirm_in_time_loses_the_job_and_its_late_result_is_refused()
    {
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        var lease = Assert.Single(await _farm.FetchAsync("w")).Lease;
        await _farm.BeatAsync("w", held: [lease]);
        await _farm.Client.CancelJobAsync(job.Id, "changed my mind");

        // It renews for the whole patience of 2 minutes, and is told each time.
        for (var i = 0; i < 11; i++)
        {
            _farm.Clock.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal([lease], (await _farm.BeatAsync("w", held: [lease])).Cancel);
            await _farm.DispatchAsync();
        }

        var waiting = await _farm.FindAsync(job.Id);
        Assert.Equal((JobState.Running, true), (waiting.State, waiting.CancelRequested));
        _farm.Clock.Advance(TimeSpan.FromSeconds(10));
        await _farm.DispatchAsync();

        var ended = await _farm.FindAsync(job.Id);
        Assert.Equal((JobState.Cancelled, JobCause.CancelRequested, false), (ended.State, ended.Cause, ended.CancelRequested));
        Assert.Contains("did not confirm in time", ended.Reason, StringComparison.Ordinal);
        var reply = await _farm.BeatAsync("w", held: [lease]);
        Assert.Equal((lease, 0, 0), (Assert.Single(reply.Lost), reply.Renewed.Count, reply.Cancel.Count));

        // The late result is settled, so that it isn't repeated for ever, and changes nothing.
        reply = await _farm.BeatAsync("w", results: [new JobResult { Lease = lease, Outcome = JobOutcome.Succeeded, RanFor = TimeSpan.FromMinutes(2) }]);
        Assert.Equal(lease, Assert.Single(reply.Settled));
        Assert.Equal(ended, await _farm.FindAsync(job.Id));
        var events = (await _farm.Get<IEventStore>().ReadAsync(0, 100, CancellationToken.None)).Events;
        Assert.Equal((1, 1), (events.OfType<JobCancelRequested>().Count(), events.OfType<JobFinished>().Count()));
    }

    [Fact]
    public async Task A_cancelled_job_whose_worker_vanished_ends_with_its_lease()
    {
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        var lease = Assert.Single(await _farm.FetchAsync("w")).Lease;
        await _farm.BeatAsync("w", held: [lease]);
        await _farm.Client.CancelJobAsync(job.Id, "changed my mind");

        _farm.Clock.Advance(TimeSpan.FromSeconds(60));
        await _farm.DispatchAsync();

        Assert.Equal(JobState.Cancelled, (await _farm.FindAsync(job.Id)).State);
    }

    [Theory]
    [InlineData(CellMove.ForceRetire, HeartbeatStatus.Retired)]
    [InlineData(null, HeartbeatStatus.Accepted)]
    public async Task A_worker_that_waits_for_an_answer_learns_at_once_that_a_job_was_taken_from_it(CellMove? move, HeartbeatStatus next)
    {
        await _farm.ConnectAsync("w", slots: 2);
        await _farm.EnqueueAsync("a/x", 2);
        await _farm.BeatAsync("w", free: 2);
        await _farm.DispatchAsync();
        LeaseKey[] leases = [.. (await _farm.BeatAsync("w")).Assignments.Select(assignment => assignment.Lease)];
        await _farm.BeatAsync("w", held: leases);
        var gateway = _farm.Get<WorkerGateway>();
        var held = gateway.HeartbeatAsync(
            _farm.Heartbeat("w", held: [leases[0]]) with { Sequence = 10, Wait = TimeSpan.FromSeconds(60) }, CancellationToken.None).AsTask();

        // Of what the heartbeat doesn't say that it holds, it has nothing to learn: its own result, say.
        gateway.OnChange(new StoreChange { Kind = StoreChangeKind.Ended, WorkerId = "w", JobId = leases[1].JobId, FencingToken = leases[1].FencingToken });
        Assert.False(held.IsCompleted);

        if (move is { } some)
            await _farm.Get<ICellStore>().ApplyAsync(new CellCommand { Key = CellKey.Worker("w"), Move = some, Reason = "x", Actor = "ada" }, CancellationToken.None);
        gateway.OnChange(new StoreChange { Kind = StoreChangeKind.Ended, WorkerId = "w", JobId = leases[0].JobId, FencingToken = leases[0].FencingToken });

        await held.WaitAsync(Patience);
        var reply = await gateway.HeartbeatAsync(_farm.Heartbeat("w", held: leases) with { Sequence = 11 }, CancellationToken.None);
        Assert.Equal(next, reply.Status);
    }

    private static async Task<IHost> StartAsync(TimeSpan grace, Func<JobContext, CancellationToken, Task<JobOutcome>> handler)
    {
        var host = Farm.Build(farm => farm.AddWorker(
            worker =>
            {
                worker.Queues.Add("linux");
                worker.CancelGrace = grace;
            },
            _ => new Handler(handler)));
        await host.StartAsync();
        return host;
    }

    private static async Task<Job> EnqueueAsync(IJobClient client) =>
        (await client.EnqueueAsync(JobGroupRequest.Of(new JobRequest { Tenant = TenantPath.Parse("org/project"), Queue = "linux" }))).Jobs[0];

    private sealed class Handler(Func<JobContext, CancellationToken, Task<JobOutcome>> run) : IJobHandler
    {
        public Task<JobOutcome> RunAsync(JobContext job, CancellationToken cancellationToken) => run(job, cancellationToken);
    }
}
