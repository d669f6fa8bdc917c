using Pudding.Jobs;
using Pudding.Tests.Faults.Simulated;
using Pudding.Workers;

namespace Pudding.Tests.Faults.Directed;

/// <summary>What workers do, and what is said in their name.</summary>
public sealed class WorkerFaultTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 0.3)]
    [InlineData(1, 0.3)]
    public async Task Heartbeats_that_are_doubled_late_and_overtake_each_other_do_no_harm(double doubled, double slow)
    {
        _scene.Estate.Weather = Weather.Calm with { DoubledMessage = doubled, SlowMessage = slow };
        await _scene.EnqueueAsync("a/x", 6);
        await _scene.EnqueueAsync("b/x", 6);

        _scene.Finish(within: 3600);
    }

    [Fact]
    public async Task A_lease_of_another_worker_is_neither_renewed_nor_ended()
    {
        var lease = await _scene.StartAsync();
        var forger = await _scene.ConnectAsync("forger");

        var reply = await _scene.Gateway.HeartbeatAsync(forger with { Held = [lease], Results = [Scene.Result(lease)] }, CancellationToken.None);

        Assert.Equal(lease, Assert.Single(reply.Lost));
        Assert.Equal(lease, Assert.Single(reply.Settled));
        AssertRuns(lease);
        _scene.Finish();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task A_wrong_token_holds_and_ends_nothing(int off)
    {
        var lease = await _scene.StartAsync();
        var worker = _scene.WorkerOf(lease.JobId);
        var wrong = lease with { FencingToken = lease.FencingToken + off };
        var heartbeat = new Heartbeat
        {
            WorkerId = worker.Id, Session = worker.Session, Sequence = worker.Sequence + 1, FreeSlots = 0, Held = [lease, wrong], Results = [Scene.Result(wrong)],
        };

        var reply = await _scene.Gateway.HeartbeatAsync(heartbeat, CancellationToken.None);

        Assert.Equal(wrong, Assert.Single(reply.Lost));
        AssertRuns(lease);
        _scene.Finish();
    }

    [Fact]
    public async Task A_session_of_another_worker_is_nobodys_own()
    {
        var lease = await _scene.StartAsync();
        var worker = _scene.WorkerOf(lease.JobId);
        var forger = await _scene.ConnectAsync("forger");

        var reply = await _scene.Gateway.HeartbeatAsync(forger with { Session = worker.Session, Results = [Scene.Result(lease)] }, CancellationToken.None);

        Assert.Equal(HeartbeatStatus.UnknownSession, reply.Status);
        AssertRuns(lease);
        _scene.Finish();
    }

    [Fact]
    public async Task Results_of_jobs_that_never_were_or_are_over_are_settled_and_change_nothing()
    {
        var lease = await _scene.StartAsync();
        var worker = _scene.WorkerOf(lease.JobId);
        _scene.Finish();
        var unknown = new LeaseKey(new JobId(Guid.Parse("11111111-1111-1111-1111-111111111111")), 1);
        var heartbeat = new Heartbeat
        {
            WorkerId = worker.Id, Session = worker.Session, Sequence = worker.Sequence + 1, FreeSlots = 0, Held = [unknown],
            Results = [Scene.Result(unknown), Scene.Result(lease)],
        };

        var reply = await _scene.Gateway.HeartbeatAsync(heartbeat, CancellationToken.None);

        Assert.Equal([unknown, lease], reply.Settled);
        Assert.Equal([unknown], reply.Lost);
        _scene.Finish();
    }

    [Fact]
    public async Task A_worker_that_dies_in_the_middle_of_a_job_costs_one_loss_and_its_late_result_counts_for_nothing()
    {
        var first = await _scene.StartAsync();
        var dead = _scene.WorkerOf(first.JobId);
        var last = new Heartbeat
        {
            WorkerId = dead.Id, Session = dead.Session, Sequence = dead.Sequence + 1000, FreeSlots = 0, Held = [], Results = [Scene.Result(first)],
        };
        dead.Die();
        _scene.Play(75);
        AssertRuns(_scene.LeaseOf(first.JobId));
        Assert.NotEqual(dead.Id, _scene.WorkerOf(first.JobId).Id);

        var reply = await _scene.Gateway.HeartbeatAsync(last, CancellationToken.None);

        Assert.Equal(first, Assert.Single(reply.Settled));
        AssertRuns(_scene.LeaseOf(first.JobId));
        _scene.Finish();
        Assert.Equal(1, _scene.Find(first.JobId).InfrastructureLosses);
    }

    [Fact]
    public async Task A_worker_that_freezes_for_longer_than_its_lease_finds_its_job_gone()
    {
        var lease = await _scene.StartAsync();
        _scene.WorkerOf(lease.JobId).Freeze(TimeSpan.FromSeconds(200));

        _scene.Finish(within: 150);
        _scene.Play(100);

        Assert.Equal(1, _scene.Find(lease.JobId).InfrastructureLosses);
    }

    private void AssertRuns(LeaseKey lease)
    {
        Assert.Equal(JobState.Running, _scene.Find(lease.JobId).State);
        Assert.Equal(lease, _scene.LeaseOf(lease.JobId));
    }
}
