#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using System.Text;
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;
using Pudding.Workers;

namespace Pudding.Testing.Scenarios;

internal static class HostScenarios
{
    private const string Visible = "IJobStore: what a call returns is durable and visible to every host of the estate before it completes.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("hosts")
    {
        { What_one_host_writes_another_one_sees, Visible, StoreAbilities.SharedByHosts },
        { A_host_is_told_what_another_one_does, "IChangeFeed: hints from every host of the estate.", StoreAbilities.SharedByHosts },
        { Two_hosts_do_not_claim_one_job, "IJobStore.ClaimAsync: another claim, of another host, may be in the way.", StoreAbilities.SharedByHosts },
        { Two_hosts_do_not_hold_the_baton, "IBatonStore: decides which host schedules.", StoreAbilities.SharedByHosts },
    };

    private static async Task What_one_host_writes_another_one_sees(FarmDriver farm)
    {
        var (here, there) = (farm.Store, await farm.Harness.JoinAsync(farm.Stop));
        farm.Note("every second step is a step of another host");
        await farm.PublishAsync(("a", new TenantPolicy { MaxConcurrent = 1 }));
        var worker = await farm.WorkerAsync("w1", slots: 4);
        var job = await farm.EnqueueAsync();
        farm.Use(there);
        var lease = await farm.ClaimAsync(job.Id, worker);
        farm.Use(here);
        await worker.AcknowledgeAsync(lease);
        farm.Use(there);
        await farm.ExpectAsync(job.Id, JobState.Running);
        Expect.Equal("a claim above a limit that another host has published", ClaimStatus.LimitReached, (await farm.TryClaimAsync((await farm.EnqueueAsync("a/y")).Id, worker)).Status);
        var late = worker.Next();
        await worker.BeatAsync();
        farm.Use(here);
        Expect.Equal("a heartbeat, when a newer one reached another host", HeartbeatStatus.Superseded, (await worker.SendAsync(late)).Status);
        await worker.FinishAsync(lease, JobOutcome.Succeeded);
        farm.Use(there);
        await farm.ExpectAsync(job.Id, JobState.Succeeded);
        Expect.Equal("job.finished, as another host reads it", 1, (await farm.EventsAsync<JobFinished>(job.Id)).Count);
    }

    private static async Task A_host_is_told_what_another_one_does(FarmDriver farm)
    {
        var here = farm.Store;
        farm.Use(await farm.Harness.JoinAsync(farm.Stop));
        await using var feed = await FeedReader.BeginAsync(farm);
        farm.Use(here);
        await farm.EnqueueAsync();
        await feed.FindAsync(StoreChangeKind.Ready, "the tenant and queue of what another host enqueued", static hint => hint.Tenant.Value == "a/x");
    }

    private static async Task Two_hosts_do_not_claim_one_job(FarmDriver farm)
    {
        var (here, there) = (farm.Store, await farm.Harness.JoinAsync(farm.Stop));
        var worker = await farm.WorkerAsync("w1", slots: 100);
        await farm.TryPublishAsync(new TenantPolicies(defaultLimit: 1000), farm.Epoch);
        for (var round = 0; round < 20; round++)
        {
            var job = await farm.EnqueueAsync();
            var batch = new ClaimBatch { Epoch = farm.Epoch, LeaseDuration = farm.Lease, Claims = [new Claim(job.Id, worker.Id, worker.Session)] };
            var results = await Task.WhenAll(ClaimAsync(here), ClaimAsync(there));
            Expect.Equal($"how many of two claims of {farm.Say(job.Id)} hold, made by two hosts at once", 1, results.Count(static result => result.Status == ClaimStatus.Claimed));

            async Task<ClaimResult> ClaimAsync(StoreSet store)
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                return (await store.Jobs.ClaimAsync(batch, farm.Stop))[0];
            }
        }
    }

    private static async Task Two_hosts_do_not_hold_the_baton(FarmDriver farm)
    {
        var there = await farm.Harness.JoinAsync(farm.Stop);
        Expect.Equal("the baton for another host", null, await there.Baton.AcquireAsync("other", farm.Units(100), farm.Stop));
        await farm.Store.Baton.ReleaseAsync(FarmDriver.Host, farm.Stop);
        Expect.Equal("the epoch when another host takes the baton that was given back", farm.Epoch + 1, await there.Baton.AcquireAsync("other", farm.Units(100), farm.Stop));
        Expect.Equal("publishing under the old epoch", false, await farm.TryPublishAsync(TenantPolicies.Default, farm.Epoch));
    }
}
