using Microsoft.Extensions.DependencyInjection;
using Pudding.Events;
using Pudding.Hosting;
using Pudding.Storage;

namespace Pudding.Tests.Policies;

/// <summary>Limits and pauses of queues, on fake time. Nothing sweeps.</summary>
public sealed class QueuePolicyTests
{
    [Fact]
    public async Task A_limit_of_a_queue_holds_over_all_tenants_and_leaves_other_queues_alone()
    {
        using var farm = LiveFarm.Begin(new(static farm => farm.AddQueue("osx", static queue => queue.MaxConcurrent = 3)));
        await farm.EnqueueAsync("a/x", 4, "osx");
        await farm.EnqueueAsync("b/x", 4, "osx");
        await farm.EnqueueAsync("c/x", 4);
        var claims = new List<ClaimStatus>();
        farm.Store.AfterClaim = results =>
        {
            claims.AddRange(results.Select(static result => result.Status));
            return Task.CompletedTask;
        };

        await farm.RunAsync();
        Assert.Equal((3, 4), (farm.Active("osx"), farm.Active("linux")));
        Assert.Equal(["a/x", "a/x", "b/x"], farm.Starts.Where(static start => start.Job.Queue == "osx").Select(static start => start.Job.Tenant.Value).Order(StringComparer.Ordinal));

        await EndAllAsync(farm);
        Assert.Equal(12, farm.Starts.Count);
        Assert.All(claims, static claim => Assert.Equal(ClaimStatus.Claimed, claim)); // the dispatcher knows of the limit, and decides nothing in vain
    }

    [Fact]
    public async Task A_paused_queue_starts_nothing_until_the_pause_ends_and_loses_nothing()
    {
        using var farm = LiveFarm.Begin(new());
        await farm.EnqueueAsync("a/x", 2, "osx");
        await farm.RunAsync();
        await farm.Policies.SetQueueAsync("osx", new() { Paused = true }, LiveFarm.By("anna", seconds: 30));
        var jobs = await farm.EnqueueAsync("b/x", 3, "osx");
        await farm.EnqueueAsync("b/y", 1);

        await farm.RunAsync(seconds: 29);
        Assert.Equal((2, 1), (farm.Active("osx"), farm.Active("linux")));
        await farm.RunAsync(seconds: 10);

        Assert.Equal(jobs.Select(static job => job.Id), farm.Starts.Where(static start => start.At == 30).Select(static start => start.Job.JobId));
        await EndAllAsync(farm);
        var events = await farm.Farm.Get<IEventStore>().ReadAsync(0, 1000, CancellationToken.None);
        Assert.Equal(6, events.Events.OfType<JobFinished>().Count());
    }

    [Fact]
    public async Task A_queue_that_is_configured_as_paused_waits_for_who_lets_it_go()
    {
        using var farm = LiveFarm.Begin(new(static farm => farm.AddQueue("osx", static queue => queue.Paused = true)));
        await farm.EnqueueAsync("a/x", 2, "osx");
        await farm.RunAsync(seconds: 5);
        Assert.Empty(farm.Starts);

        await farm.Policies.SetQueueAsync("osx", new() { Paused = false }, LiveFarm.By("anna"));
        await farm.RunAsync();

        Assert.Equal([5, 5], farm.Starts.Select(static start => start.At));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_store_refuses_what_was_decided_before_the_queue_was_stopped(bool pauses)
    {
        using var farm = LiveFarm.Begin(new());
        await farm.EnqueueAsync("a/x", 3, "osx");
        farm.Store.BeforeClaim = async () =>
        {
            farm.Store.BeforeClaim = null;
            await farm.Policies.SetQueueAsync("osx", pauses ? new() { Paused = true } : new() { MaxConcurrent = 1 }, LiveFarm.By("anna", seconds: 8));
        };

        await farm.RunAsync(seconds: 10);

        Assert.Equal(pauses ? [8, 8, 8] : [0, 8, 8], farm.Starts.Select(static start => start.At));
    }

    [Fact]
    public async Task What_the_store_says_of_a_claim_in_a_full_queue()
    {
        using var farm = LiveFarm.Begin(new(static farm => farm.AddQueue("osx", static queue => queue.MaxConcurrent = 1)));
        var jobs = await farm.EnqueueAsync("a/x", 2, "osx");
        await farm.RunAsync();

        var batch = new ClaimBatch { Epoch = 1, LeaseDuration = TimeSpan.FromMinutes(1), Claims = [new Claim(jobs[1].Id, "w", farm.Farm.Heartbeat("w").Session)] };

        Assert.Equal(ClaimStatus.QueueLimitReached, Assert.Single(await farm.Store.ClaimAsync(batch, CancellationToken.None)).Status);
    }

    [Fact]
    public async Task A_token_that_comes_while_the_queue_is_paused_does_not_keep_the_loop_turning()
    {
        using var farm = LiveFarm.Begin(new(static farm => farm
            .AddTenant("a/x", static tenant => tenant.StartsPerMinute = 60)
            .AddQueue("osx", static queue => queue.Paused = false)));
        await farm.EnqueueAsync("a/x", 3, "osx");
        await farm.RunAsync();
        await farm.Policies.SetQueueAsync("osx", new() { Paused = true }, LiveFarm.By("anna", seconds: 20));

        await farm.RunAsync(seconds: 30); // it says so itself if the loop turns without a pause

        Assert.Equal([0, 20, 21], farm.Starts.Select(static start => start.At));
    }

    private static async Task EndAllAsync(LiveFarm farm)
    {
        for (var i = 0; farm.Held > 0; i++)
        {
            Assert.InRange(i, 0, 100);
            await farm.EndAsync(2);
            await farm.RunAsync();
        }
    }
}
