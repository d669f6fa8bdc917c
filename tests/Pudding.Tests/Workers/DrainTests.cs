using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tests.Dispatch;
using Pudding.Workers;

namespace Pudding.Tests.Workers;

/// <summary>Draining workers and instances by their cells, on fake time; hints are handed on by hand, so that also their loss can be shown.</summary>
public sealed class DrainTests : IDisposable
{
    private static readonly CellKey W = CellKey.Worker("w");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeFarm _farm = new();
    private readonly Progress _progress = new();

    private IWorkerControl Control => _farm.Get<IWorkerControl>();

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task A_cordoned_worker_keeps_what_it_runs_takes_nothing_and_comes_back_after_the_uncordon()
    {
        await _farm.ConnectAsync("w", slots: 2);
        await _farm.EnqueueAsync("a/x", 2);
        var lease = Assert.Single(await _farm.FetchAsync("w", free: 1)).Lease;
        await _farm.BeatAsync("w", free: 1, held: [lease]);

        Assert.Equal(CellStatus.Done, (await Control.CordonAsync(W, "new kernel", "ada")).Status);

        await _farm.DispatchAsync();
        var reply = await _farm.BeatAsync("w", free: 1, held: [lease]);
        Assert.True(reply.IsDraining);
        Assert.Equal([lease], reply.Renewed);
        Assert.Empty(reply.Assignments);

        Assert.Equal(CellStatus.Done, (await Control.UncordonAsync(W, "done", "ada")).Status);
        await _farm.DispatchAsync();
        reply = await _farm.BeatAsync("w", free: 1, held: [lease]);
        Assert.False(reply.IsDraining);
        Assert.Single(reply.Assignments);
    }

    [Fact]
    public async Task A_drain_is_over_when_the_last_job_is_and_tells_how_far_it_is()
    {
        var leases = await RunAsync("w", "slow", "quick");
        var drain = DrainAsync(W);
        Assert.Equal(["slow", "quick"], _progress.Newest!.Jobs.Select(job => job.Name));
        Assert.Equal("slow", _progress.Newest.Slowest!.Name);

        _farm.Clock.Advance(TimeSpan.FromSeconds(5));
        await FinishAsync("w", leases[1], held: leases[0]);
        await _progress.WhenAsync(progress => progress.Jobs.Count == 1);
        Assert.Equal(("slow", TimeSpan.FromSeconds(65), TimeSpan.FromSeconds(5)), (_progress.Newest.Slowest!.Name, _progress.Newest.Slowest.HeldFor, _progress.Newest.Elapsed));
        Assert.False(drain.IsCompleted);

        await FinishAsync("w", leases[0]);
        var outcome = await drain.WaitAsync(Patience);
        Assert.Equal((DrainStatus.Drained, true, 0, CellPhase.Draining), (outcome.Status, outcome.IsDrained, outcome.Jobs.Count, outcome.Cell!.Phase));
        Assert.Equal(CellStatus.Done, (await Control.RetireAsync(W, "old", "ada")).Status);
    }

    [Fact]
    public async Task A_drain_notices_the_end_without_any_hint()
    {
        var leases = await RunAsync("w", "only");
        var drain = DrainAsync(W);
        await _farm.BeatAsync("w", results: [Succeeded(leases[0])]);

        Assert.False(drain.IsCompleted);
        _farm.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.True((await drain.WaitAsync(Patience)).IsDrained);
    }

    [Fact]
    public async Task At_the_deadline_a_drain_gives_up_and_says_what_still_runs()
    {
        var leases = await RunAsync("w", "only");
        var drain = DrainAsync(W, deadline: TimeSpan.FromSeconds(7));
        Assert.Equal(TimeSpan.FromSeconds(7), _progress.Newest!.Left);
        _farm.Clock.Advance(TimeSpan.FromSeconds(7));

        var outcome = await drain.WaitAsync(Patience);

        Assert.Equal((DrainStatus.DeadlinePassed, "only", CellPhase.Draining), (outcome.Status, Assert.Single(outcome.Jobs).Name, outcome.Cell!.Phase));
        Assert.Equal(TimeSpan.FromSeconds(7), outcome.Took);
        Assert.Equal([leases[0]], (await _farm.BeatAsync("w", held: leases)).Renewed);
    }

    [Fact]
    public async Task At_the_deadline_what_runs_is_interrupted_if_so_asked()
    {
        var leases = await RunAsync("w", "only");
        var drain = DrainAsync(W, deadline: TimeSpan.FromSeconds(7), interrupt: true);
        _farm.Clock.Advance(TimeSpan.FromSeconds(7));

        var outcome = await drain.WaitAsync(Patience);

        Assert.Equal((DrainStatus.Interrupted, "only", CellPhase.Retired), (outcome.Status, Assert.Single(outcome.Jobs).Name, outcome.Cell!.Phase));
        var job = await _farm.FindAsync(leases[0].JobId);
        Assert.Equal((JobState.Pending, JobCause.Interrupted, 1), (job.State, job.Cause, job.InfrastructureLosses));
        Assert.Equal(HeartbeatStatus.Retired, (await _farm.BeatAsync("w", held: leases)).Status);
    }

    [Fact]
    public async Task Who_uncordons_ends_the_drain_and_nothing_is_interrupted()
    {
        await RunAsync("w", "only");
        var drain = DrainAsync(W, deadline: TimeSpan.FromSeconds(7), interrupt: true);

        await Control.UncordonAsync(W, "needed after all", "bob");
        _farm.Clock.Advance(TimeSpan.FromSeconds(7));

        var outcome = await drain.WaitAsync(Patience);
        Assert.Equal((DrainStatus.Uncordoned, CellPhase.Ready, "bob"), (outcome.Status, outcome.Cell!.Phase, outcome.Cell.Actor));
    }

    [Fact]
    public async Task What_is_unknown_or_retired_is_not_drained()
    {
        Assert.Equal(DrainStatus.NotFound, (await DrainAsync(W)).Status);
        Assert.Equal(CellStatus.NotFound, (await Control.CordonAsync(W, "x", "ada")).Status);

        await _farm.ConnectAsync("w");
        await Control.ForceRetireAsync(W, "broken", "ada");
        Assert.Equal(DrainStatus.Retired, (await DrainAsync(W)).Status);
        Assert.Equal(CellStatus.WrongPhase, (await Control.UncordonAsync(W, "x", "ada")).Status);
        Assert.True(await Control.ForgetAsync(W));
        Assert.False(await Control.ForgetAsync(W));
    }

    [Fact]
    public async Task An_instance_is_drained_with_all_its_workers()
    {
        await _farm.ConnectAsync(Registration("i-1/a", "i-1"));
        await _farm.ConnectAsync(Registration("i-1/b", "i-1"));
        await _farm.ConnectAsync("other");
        var a = await RunAsync("i-1/a", "of a");
        var other = await RunAsync("other", "of another");
        var drain = DrainAsync(CellKey.Instance("i-1"));
        Assert.Equal(["of a"], _progress.Newest!.Jobs.Select(job => job.Name));

        Assert.Equal(
            [("i-1/a", CellPhase.Draining, "ada"), ("i-1/b", CellPhase.Draining, "ada"), ("other", CellPhase.Ready, null)],
            (await Control.ListAsync()).Select(worker => (worker.WorkerId, worker.Phase, worker.HeldBackBy?.Actor)));

        await FinishAsync("i-1/a", a[0]);
        var outcome = await drain.WaitAsync(Patience);
        Assert.True(outcome.IsDrained);
        Assert.Equal([other[0]], (await _farm.BeatAsync("other", held: other)).Renewed);
        Assert.Equal(CellStatus.Done, (await Control.RetireAsync(CellKey.Instance("i-1"), "old image", "ada")).Status);
        Assert.Equal(ConnectStatus.Retired, await _farm.ConnectAsync(Registration("i-1/c", "i-1")));
    }

    [Fact]
    public async Task A_drain_waits_for_a_job_whose_worker_vanished_until_it_is_taken_back()
    {
        await RunAsync("w", "only");
        await _farm.DispatchAsync();
        var drain = DrainAsync(W);
        Assert.Single(_progress.Newest!.Jobs);
        for (var i = 0; i < 14; i++)
        {
            _farm.Clock.Advance(TimeSpan.FromSeconds(10));
            await _farm.DispatchAsync();
        }

        _farm.Get<CellDrainer>().OnChange(new StoreChange { Kind = StoreChangeKind.Missed });
        Assert.True((await drain.WaitAsync(Patience)).IsDrained);
    }

    [Fact]
    public async Task Who_waits_for_a_drain_can_go_and_the_cordon_stays()
    {
        await RunAsync("w", "only");
        using var gone = new CancellationTokenSource();
        var drain = Control.DrainAsync(W, new DrainRequest { Reason = "x", Actor = "ada" }, gone.Token);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drain);
        Assert.Equal(CellPhase.Draining, Assert.Single(await Control.ListAsync(CancellationToken.None)).Phase);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        await _farm.ConnectAsync("w");
        await RefusesAsync("reason", () => Control.CordonAsync(W, " ", "ada").AsTask());
        await RefusesAsync("actor", () => Control.CordonAsync(W, "x", new string('a', 201)).AsTask());
        await RefusesAsync("cell", () => Control.CordonAsync(default, "x", "ada").AsTask());
        await RefusesAsync("cell", () => Control.ForgetAsync(CellKey.Worker("")).AsTask());
        await RefusesAsync("DrainRequest.Deadline", () => Control.DrainAsync(W, new DrainRequest { Reason = "x", Actor = "ada", Deadline = TimeSpan.FromTicks(-1) }));
        await RefusesAsync("DrainRequest.Actor", () => Control.DrainAsync(W, new DrainRequest { Reason = "x", Actor = "" }));
        Assert.Equal(CellPhase.Ready, Assert.Single(await Control.ListAsync()).Phase);

        static async Task RefusesAsync(string field, Func<Task> call) =>
            Assert.StartsWith(field + ":", (await Assert.ThrowsAsync<ArgumentException>(call)).Message, StringComparison.Ordinal);
    }

    private static WorkerRegistration Registration(string worker, string instance) =>
        new() { WorkerId = worker, InstanceId = instance, Slots = 1, Queues = ["linux"] };

    private static JobResult Succeeded(LeaseKey lease) => new() { Lease = lease, Outcome = JobOutcome.Succeeded, RanFor = TimeSpan.FromSeconds(1) };

    private Task<DrainOutcome> DrainAsync(CellKey cell, TimeSpan? deadline = null, bool interrupt = false) => Control.DrainAsync(
        cell, new DrainRequest { Reason = "new kernel", Actor = "ada", Deadline = deadline, InterruptAtDeadline = interrupt, Progress = _progress });

    /// <summary>Has a worker run jobs, one started a minute after the other.</summary>
    private async Task<List<LeaseKey>> RunAsync(string worker, params string[] names)
    {
        if ((await Control.ListAsync()).All(known => known.WorkerId != worker))
            await _farm.ConnectAsync(worker, names.Length);
        List<LeaseKey> leases = [];
        foreach (var name in names)
        {
            if (leases.Count > 0)
                _farm.Clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
            await _farm.EnqueueAsync("a/x", with: job => job with { Name = name });
            await _farm.BeatAsync(worker, free: 1, held: leases);
            await _farm.DispatchAsync();
            leases.Add(Assert.Single((await _farm.BeatAsync(worker, held: leases)).Assignments).Lease);
            await _farm.BeatAsync(worker, held: leases);
        }

        _farm.Clock.Advance(TimeSpan.FromTicks(leases.Count - 1));
        return leases;
    }

    private async Task FinishAsync(string worker, LeaseKey lease, params LeaseKey[] held)
    {
        await _farm.BeatAsync(worker, held: held, results: [Succeeded(lease)]);
        _farm.Get<CellDrainer>().OnChange(new StoreChange { Kind = StoreChangeKind.Ended, JobId = lease.JobId, WorkerId = worker });
    }

    private sealed class Progress : IProgress<DrainProgress>
    {
        private readonly Lock _gate = new();
        private readonly List<(Func<DrainProgress, bool> Condition, TaskCompletionSource Met)> _waits = [];

        public DrainProgress? Newest { get; private set; }

        public void Report(DrainProgress value)
        {
            lock (_gate)
            {
                Newest = value;
                foreach (var (_, met) in _waits.Where(wait => wait.Condition(value)))
                    met.TrySetResult();
            }
        }

        public Task WhenAsync(Func<DrainProgress, bool> condition)
        {
            lock (_gate)
            {
                if (Newest is { } newest && condition(newest))
                    return Task.CompletedTask;
                var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waits.Add((condition, met));
                return met.Task.WaitAsync(Patience);
            }
        }
    }
}
