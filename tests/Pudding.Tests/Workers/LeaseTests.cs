using Microsoft.Extensions.DependencyInjection;
using Pudding.Jobs;
using Pudding.Secrets;
using Pudding.Storage;
using Pudding.Tests.Dispatch;
using Pudding.Workers;

namespace Pudding.Tests.Workers;

public sealed class LeaseTests : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);

    private readonly FakeFarm _farm = new();

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task A_worker_never_trusts_a_lease_longer_than_the_store_does()
    {
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        await _farm.FetchAsync("w");
        _farm.Clock.Advance(TimeSpan.FromSeconds(50));

        // Delivered again after 50 s of a lease of 60 s: delivering renews nothing, so 10 s are left, less the margin.
        var again = Assert.Single((await _farm.BeatAsync("w")).Assignments);
        Assert.Equal(TimeSpan.FromSeconds(10), again.LeaseRemaining);
        var ranOut = false;
        using var lease = new LeaseClock(TimeSpan.FromSeconds(2), _farm.Clock, () => ranOut = true);
        lease.HoldsFrom(_farm.Clock.GetTimestamp(), again.LeaseRemaining);
        Assert.Equal(TimeSpan.FromSeconds(8), lease.Remaining);

        _farm.Clock.Advance(TimeSpan.FromSeconds(8));
        Assert.True(ranOut);
        Assert.Equal(JobState.Assigned, (await _farm.FindAsync(job.Id)).State);
    }

    [Fact]
    public void A_renewal_counts_from_before_it_was_asked_for()
    {
        var ranOut = false;
        using var lease = new LeaseClock(Margin, _farm.Clock, () => ranOut = true);
        lease.HoldsFrom(_farm.Clock.GetTimestamp(), TimeSpan.FromSeconds(60));
        _farm.Clock.Advance(TimeSpan.FromSeconds(30));
        var asked = _farm.Clock.GetTimestamp();
        _farm.Clock.Advance(TimeSpan.FromSeconds(10));

        lease.HoldsFrom(asked, TimeSpan.FromSeconds(60));

        Assert.Equal(TimeSpan.FromSeconds(35), lease.Remaining);
        _farm.Clock.Advance(TimeSpan.FromSeconds(34));
        Assert.False(ranOut);
        _farm.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(ranOut);
        Assert.Equal(TimeSpan.Zero, lease.Remaining);
    }

    [Fact]
    public async Task A_former_session_gets_nothing_of_the_new_one()
    {
        await _farm.ConnectAsync("w");
        var anotherHost = new WorkerGateway(_farm.Get<IWorkerStore>(), _farm.Get<IJobLogStore>(), _farm.Get<SecretDelivery>(), _farm.Clock);
        var former = _farm.Heartbeat("w", 1) with { Sequence = 1, Wait = TimeSpan.FromSeconds(10) };
        var held = anotherHost.HeartbeatAsync(former, CancellationToken.None).AsTask();
        await _farm.ConnectAsync("w");
        await _farm.EnqueueAsync("a/x");
        await _farm.BeatAsync("w", 1);
        await _farm.DispatchAsync();

        anotherHost.OnChange(new StoreChange { Kind = StoreChangeKind.Assigned, WorkerId = "w" });
        _farm.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Empty((await held.WaitAsync(TimeSpan.FromSeconds(30))).Assignments);
        Assert.Single((await _farm.BeatAsync("w")).Assignments);
    }

    [Fact]
    public async Task A_job_that_is_cancelled_before_it_began_never_started()
    {
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        var lease = Assert.Single(await _farm.FetchAsync("w")).Lease;
        await _farm.Client.CancelJobAsync(job.Id, "not needed");

        var reply = await _farm.BeatAsync("w");
        Assert.Equal((lease, lease), (Assert.Single(reply.Assignments).Lease, Assert.Single(reply.Cancel)));
        await _farm.BeatAsync("w", results: [new JobResult { Lease = lease, Outcome = JobOutcome.Cancelled, RanFor = TimeSpan.Zero }]);

        var ended = await _farm.FindAsync(job.Id);
        Assert.Equal((JobState.Cancelled, 0, null), (ended.State, ended.Attempt, ended.StartedAt));
    }
}
