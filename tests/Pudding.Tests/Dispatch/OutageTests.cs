using Microsoft.Extensions.DependencyInjection;
using Pudding.Dispatch;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Storage;

namespace Pudding.Tests.Dispatch;

/// <summary>Stores that are away for a while, on fake time.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task Policies_are_in_force_although_the_first_try_to_publish_them_failed()
    {
        var outage = new Outage();
        using var farm = new FakeFarm(o => o.DefaultLimit = 1, farm => farm.DecorateStore<IPolicyStore>((_, store) => new Policies(store, outage)));
        outage.Begin();
        await Assert.ThrowsAsync<JobStoreUnavailableException>(farm.DispatchAsync);
        outage.End();
        farm.Get<Dispatcher>().Resync();

        await farm.EnqueueAsync("a/x", 5);
        await farm.ConnectAsync("w", 5);

        Assert.Single(await farm.FetchAsync("w", 5));
        Assert.Equal(1, (await farm.Get<IPolicyStore>().ReadAsync(CancellationToken.None)).InForce.Tenants.DefaultLimit);
    }

    [Fact]
    public async Task After_the_store_was_away_nothing_is_taken_back_for_one_lease()
    {
        var outage = new Outage();
        using var farm = new FakeFarm(add: farm => farm.DecorateStore<IBatonStore>((_, store) => new Batons(store, outage)));
        await farm.ConnectAsync("w");
        var job = (await farm.EnqueueAsync("a/x"))[0];
        var lease = Assert.Single(await farm.FetchAsync("w")).Lease;
        await farm.BeatAsync("w", held: [lease]);

        outage.Begin();
        for (var i = 0; i < 7; i++)
            await FailAsync(farm, after: 10);

        outage.End();
        await farm.DispatchAsync();
        Assert.Equal(JobState.Running, (await farm.FindAsync(job.Id)).State);

        farm.Clock.Advance(TimeSpan.FromSeconds(60));
        await farm.DispatchAsync();
        Assert.Equal(JobState.Pending, (await farm.FindAsync(job.Id)).State);
    }

    [Fact]
    public async Task A_store_that_fails_now_and_then_keeps_no_jobs_of_lost_workers()
    {
        var outage = new Outage();
        using var farm = new FakeFarm(add: farm => farm.DecorateStore<IBatonStore>((_, store) => new Batons(store, outage)));
        var job = await StartAsync(farm, passed: 0);

        for (var second = 0; second < 60; second += 20)
        {
            outage.Begin();
            await FailAsync(farm, after: 10);
            outage.End();
            farm.Clock.Advance(TimeSpan.FromSeconds(10));
            await farm.DispatchAsync();
        }

        Assert.Equal(JobState.Pending, (await farm.FindAsync(job.Id)).State);
    }

    [Fact]
    public async Task A_host_that_was_suspended_gives_workers_one_lease_to_renew()
    {
        using var farm = new FakeFarm();
        var job = await StartAsync(farm, passed: 90);

        farm.Clock.Leap(TimeSpan.FromSeconds(70));
        await farm.Get<Dispatcher>().RunOnceAsync(CancellationToken.None);
        Assert.Equal(1, farm.Get<Baton>().Epoch);
        Assert.Equal(JobState.Running, (await farm.FindAsync(job.Id)).State);

        farm.Clock.Advance(TimeSpan.FromSeconds(59));
        await farm.DispatchAsync();
        Assert.Equal(JobState.Running, (await farm.FindAsync(job.Id)).State);
        farm.Clock.Advance(TimeSpan.FromSeconds(6));
        await farm.DispatchAsync();
        Assert.Equal(JobState.Pending, (await farm.FindAsync(job.Id)).State);
    }

    [Fact]
    public async Task A_host_whose_baton_had_lapsed_for_a_moment_believes_no_offer_that_it_had_read()
    {
        using var farm = new FakeFarm();
        await farm.ConnectAsync("w", 2);
        await farm.BeatAsync("w", 2);
        await farm.DispatchAsync();
        farm.Clock.Leap(TimeSpan.FromSeconds(16));
        await farm.Transport.DisconnectAsync("w", farm.Heartbeat("w").Session, CancellationToken.None);
        await farm.EnqueueAsync("a/x");

        await farm.Get<Dispatcher>().RunOnceAsync(CancellationToken.None);

        Assert.Equal(1, farm.Get<Baton>().Epoch);
        Assert.Empty(await farm.Get<IJobStore>().ReadActiveAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Who_takes_over_gives_workers_one_lease_to_renew()
    {
        using var farm = new FakeFarm();
        await farm.ConnectAsync("w");
        await farm.EnqueueAsync("a/x");
        Assert.NotNull(await farm.Get<IBatonStore>().AcquireAsync("other", TimeSpan.FromSeconds(15), CancellationToken.None));
        await farm.BeatAsync("w", 1);
        var job = (await farm.Client.FindJobAsync((await farm.EnqueueAsync("a/x"))[0].Id))!;
        await farm.Get<IJobStore>().ClaimAsync(
            new ClaimBatch { Epoch = 1, LeaseDuration = TimeSpan.FromSeconds(60), Claims = [new Claim(job.Id, "w", farm.Heartbeat("w").Session)] }, CancellationToken.None);

        farm.Clock.Leap(TimeSpan.FromSeconds(70));
        await farm.DispatchAsync();
        Assert.Equal(JobState.Assigned, (await farm.FindAsync(job.Id)).State);
        farm.Clock.Advance(TimeSpan.FromSeconds(65));
        await farm.DispatchAsync();
        Assert.Equal(JobCause.LeaseExpired, (await farm.FindAsync(job.Id)).Cause);
    }

    [Fact]
    public async Task The_baton_is_not_believed_beyond_its_lease()
    {
        var outage = new Outage();
        using var farm = new FakeFarm(add: farm => farm.DecorateStore<IBatonStore>((_, store) => new Batons(store, outage)));
        var baton = farm.Get<Baton>();
        Assert.True(await baton.HoldAsync(CancellationToken.None));

        outage.Begin();
        for (var second = 1; second <= 20; second++)
        {
            farm.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(second < 15, baton.IsHeld);
            await IgnoreAsync(() => baton.HoldAsync(CancellationToken.None).AsTask());
        }

        static async Task IgnoreAsync(Func<Task> call)
        {
            try
            {
                await call();
            }
            catch (JobStoreUnavailableException)
            {
                // That is the outage.
            }
        }
    }

    /// <summary>A job that runs on a worker from which nothing more is heard.</summary>
    /// <param name="farm">The farm.</param>
    /// <param name="passed">For how many seconds the host has scheduled before.</param>
    private static async Task<Job> StartAsync(FakeFarm farm, double passed)
    {
        await farm.DispatchAsync();
        farm.Clock.Advance(TimeSpan.FromSeconds(passed));
        await farm.ConnectAsync("w");
        var job = (await farm.EnqueueAsync("a/x"))[0];
        await farm.BeatAsync("w", held: [Assert.Single(await farm.FetchAsync("w")).Lease]);
        return job;
    }

    private static async Task FailAsync(FakeFarm farm, double after)
    {
        farm.Clock.Leap(TimeSpan.FromSeconds(after));
        await Assert.ThrowsAsync<JobStoreUnavailableException>(farm.DispatchAsync);
        farm.Get<Dispatcher>().Resync();
    }

    private sealed class Outage
    {
        private bool _isAway;

        public void Begin() => _isAway = true;

        public void End() => _isAway = false;

        public void Check()
        {
            if (_isAway)
                throw new JobStoreUnavailableException();
        }
    }

    private sealed class Policies(IPolicyStore store, Outage outage) : IPolicyStore
    {
        public ValueTask<bool> PublishAsync(PolicyDefaults defaults, long epoch, CancellationToken cancellationToken)
        {
            outage.Check();
            return store.PublishAsync(defaults, epoch, cancellationToken);
        }

        public ValueTask<PolicyWriteResult> SetAsync(NewPolicyOverride setting, CancellationToken cancellationToken) => store.SetAsync(setting, cancellationToken);

        public ValueTask<PolicyWriteResult> ClearAsync(PolicyTarget target, string actor, string? reason, CancellationToken cancellationToken) =>
            store.ClearAsync(target, actor, reason, cancellationToken);

        public ValueTask<PolicyState> ReadAsync(CancellationToken cancellationToken) => store.ReadAsync(cancellationToken);
    }

    private sealed class Batons(IBatonStore store, Outage outage) : IBatonStore
    {
        public ValueTask<long?> AcquireAsync(string holder, TimeSpan duration, CancellationToken cancellationToken)
        {
            outage.Check();
            return store.AcquireAsync(holder, duration, cancellationToken);
        }

        public ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) => store.ReleaseAsync(holder, cancellationToken);
    }
}
