using Microsoft.Extensions.DependencyInjection;
using Pudding.Dispatch;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Tests.Dispatch;

/// <summary>What a tenant's policy says, from the host's settings to the worker that gets the job, on fake time.</summary>
public sealed class PolicyTests
{
    [Fact]
    public async Task A_tenant_with_a_start_rate_gets_its_next_slot_on_time_without_any_other_event()
    {
        using var farm = Build(("a/x", tenant => (tenant.StartsPerMinute, tenant.StartBurst) = (60.0 / 7, 2)));
        await farm.ConnectAsync("w", 9);
        var jobs = await farm.EnqueueAsync("a/x", 5);
        await farm.BeatAsync("w", 9);

        // Rounds are as far apart as each says of the next; the worker's heartbeat is only there to be heard of.
        var began = farm.Clock.GetUtcNow();
        var starts = new List<double>();
        for (var rounds = 0; starts.Count < jobs.Count; rounds++)
        {
            Assert.InRange(rounds, 0, 100);
            var wait = await farm.Get<Dispatcher>().RunOnceAsync(CancellationToken.None);
            var active = await farm.Get<IJobStore>().ReadActiveAsync(CancellationToken.None);
            while (starts.Count < active.Count)
                starts.Add((farm.Clock.GetUtcNow() - began).TotalSeconds);
            Assert.True(wait > TimeSpan.Zero, "The loop turns without a pause.");
            farm.Clock.Advance(wait);
            await farm.BeatAsync("w", 9 - active.Count);
        }

        Assert.Equal([0, 0, 7, 14, 21], starts.Select(static start => Math.Round(start, 6)));
    }

    [Fact]
    public async Task A_token_that_has_come_while_no_slot_is_free_does_not_keep_the_loop_turning()
    {
        using var farm = Build(("a/x", tenant => tenant.StartsPerMinute = 60));
        await farm.ConnectAsync("w");
        await farm.EnqueueAsync("a/x", 2);
        Assert.Single(await farm.FetchAsync("w"));

        farm.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.True(await farm.Get<Dispatcher>().RunOnceAsync(CancellationToken.None) > TimeSpan.FromSeconds(1));
        Assert.Single(await farm.FetchAsync("w"));
    }

    [Fact]
    public async Task An_idle_farm_lends_beyond_the_limit_up_to_the_ceiling_and_the_store_holds_to_it()
    {
        using var farm = Build(("a/x", tenant => (tenant.MaxConcurrent, tenant.BorrowIdle, tenant.BorrowCeiling) = (2, true, 4)));
        await farm.ConnectAsync("w", 10);
        var jobs = await farm.EnqueueAsync("a/x", 6);

        Assert.Equal(4, (await farm.FetchAsync("w", 10)).Count);

        await farm.BeatAsync("w", 6);
        var refused = await ClaimAsync(farm, jobs[4].Id);
        Assert.Equal((ClaimStatus.LimitReached, "a/x"), (refused.Status, refused.LimitedBy.Value));
    }

    [Fact]
    public async Task Nothing_is_lent_while_somebody_below_their_limit_wants_it()
    {
        using var farm = Build(("a/x", tenant => (tenant.MaxConcurrent, tenant.BorrowIdle) = (1, true)));
        await farm.ConnectAsync("w", 5);
        await farm.EnqueueAsync("a/x", 9);
        await farm.EnqueueAsync("a/y", 3);

        var given = await farm.FetchAsync("w", 5);

        Assert.Equal(["a/x", "a/x", "a/y", "a/y", "a/y"], given.Select(static job => job.Tenant.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_limit_of_an_organisation_binds_who_borrows()
    {
        using var farm = Build(
            ("a", tenant => tenant.MaxConcurrent = 3),
            ("a/x", tenant => (tenant.MaxConcurrent, tenant.BorrowIdle) = (1, true)));
        await farm.ConnectAsync("w", 10);
        var jobs = await farm.EnqueueAsync("a/x", 6);

        Assert.Equal(3, (await farm.FetchAsync("w", 10)).Count);

        await farm.BeatAsync("w", 7);
        var refused = await ClaimAsync(farm, jobs[3].Id);
        Assert.Equal((ClaimStatus.LimitReached, "a"), (refused.Status, refused.LimitedBy.Value));
    }

    [Theory]
    [InlineData(0, new[] { "a", "b", "a", "b" })]
    [InlineData(2, new[] { "b", "b", "a", "a" })]
    public async Task A_guarantee_comes_before_everybody_elses_turn(int guarantee, string[] order)
    {
        using var farm = Build(
            ("b", tenant => tenant.Guarantee = guarantee),
            ("b/x", tenant => tenant.Guarantee = guarantee));
        await farm.ConnectAsync("w", 4);
        await farm.EnqueueAsync("a/x", 3);
        await farm.EnqueueAsync("b/x", 3);

        var given = await farm.FetchAsync("w", 4);

        Assert.Equal(order, given.OrderBy(static job => job.Lease.FencingToken).Select(static job => job.Tenant.Value[..1]));
    }

    private static FakeFarm Build(params (string Path, Action<TenantOptions> Configure)[] tenants) =>
        new(add: farm => Array.ForEach(tenants, tenant => farm.AddTenant(tenant.Path, tenant.Configure)));

    /// <summary>What a dispatcher with a wrong picture might try.</summary>
    private static async Task<ClaimResult> ClaimAsync(FakeFarm farm, JobId job)
    {
        var batch = new ClaimBatch { Epoch = 1, LeaseDuration = TimeSpan.FromMinutes(1), Claims = [new Claim(job, "w", farm.Heartbeat("w").Session)] };
        return Assert.Single(await farm.Get<IJobStore>().ClaimAsync(batch, CancellationToken.None));
    }
}
