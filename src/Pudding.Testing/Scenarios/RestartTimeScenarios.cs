#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;
using static Pudding.Testing.Driving.CredentialSteps;

namespace Pudding.Testing.Scenarios;

/// <summary>What is over in time, though the store was closed for a part of it.</summary>
internal static class RestartTimeScenarios
{
    private const StoreAbilities Needs = StoreAbilities.Durable | StoreAbilities.PassTime;

    private const string Clock = "IJobStore: the store's own clock rules leases and time stamps; what a call returns is durable. Time that passes while the store is closed counts.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("restarts")
    {
        { A_lease_is_over_in_time, Clock, Needs },
        { A_scheduled_job_becomes_ready_in_time, Clock, Needs },
        { A_job_waits_no_longer_than_it_may, Clock, Needs },
        { An_override_is_over_in_time, Clock, Needs },
        { A_credential_is_over_in_time, Clock, Needs },
        { The_age_of_a_checkpoint_grows, Clock, Needs },
    };

    private static async Task A_lease_is_over_in_time(FarmDriver farm)
    {
        var (one, two) = (await farm.WorkerAsync("w1"), await farm.WorkerAsync("w2"));
        var early = await farm.StartAsync((await farm.EnqueueAsync()).Id, one);
        await farm.AdvanceAsync(3);
        var late = await farm.StartAsync((await farm.EnqueueAsync()).Id, two);
        await farm.ReopenAsync(afterUnits: 4);
        var swept = await farm.SweepAsync();
        Expect.Same("what a sweep takes back: what was claimed 7 units ago for 6, and not what was claimed 4 ago", [early.JobId], swept.Select(static job => job.Id));
        await farm.ExpectAsync(early.JobId, JobState.Pending, losses: 1);
        await farm.ExpectAsync(late.JobId, JobState.Running, losses: 0);
        await farm.ReopenAsync(afterUnits: 1);
        Expect.Same("what is renewed for the worker that still runs its job", [late], (await two.BeatAsync()).Renewed);
        await farm.ReopenAsync(afterUnits: 4);
        Expect.Empty("what a sweep takes back 4 units later", await farm.SweepAsync());
        await farm.ReopenAsync(afterUnits: 3);
        Expect.Same("what a sweep takes back 7 units after that", [late.JobId], (await farm.SweepAsync()).Select(static job => job.Id));
    }

    private static async Task A_scheduled_job_becomes_ready_in_time(FarmDriver farm)
    {
        var first = await farm.EnqueueAsync();
        var soon = await farm.EnqueueAsync(with: job => job with { NotBefore = first.EnqueuedAt + farm.Units(6) });
        await farm.EnqueueAsync(with: job => job with { NotBefore = first.EnqueuedAt + farm.Units(100) });
        await farm.AdvanceAsync(2);
        await farm.ReopenAsync(afterUnits: 1);
        await farm.ExpectReadyAsync("3 units after the first was enqueued, the second is for after 6", first.Id);
        var left = (await farm.HeadsAsync()).NextReadyIn;
        Expect.That(left is { } time && time <= farm.Units(3) && time >= farm.Units(3) - farm.Harness.Slack, $"the next job becomes ready in {farm.Units(3)}", Words.Of(left));
        await farm.ReopenAsync(afterUnits: 4);
        await farm.ExpectReadyAsync("7 units after the first was enqueued", first.Id, soon.Id);
    }

    private static async Task A_job_waits_no_longer_than_it_may(FarmDriver farm)
    {
        var impatient = await farm.EnqueueAsync(with: job => job with { MaxQueueTime = farm.Units(5) });
        var patient = await farm.EnqueueAsync(with: job => job with { MaxQueueTime = farm.Units(50) });
        await farm.ReopenAsync(afterUnits: 3);
        Expect.Empty("what a sweep ends after 3 units", await farm.SweepAsync());
        await farm.ReopenAsync(afterUnits: 3);
        await farm.ExpectReadyAsync("6 units after both were enqueued, the first may wait for 5", patient.Id);
        Expect.Same("what a sweep ends then", [impatient.Id], (await farm.SweepAsync()).Select(static swept => swept.Id));
        await farm.ExpectAsync(impatient.Id, JobState.Failed, JobCause.QueueTimeExpired);
    }

    private static async Task An_override_is_over_in_time(FarmDriver farm)
    {
        await farm.PublishAsync(("a/x", new TenantPolicy { MaxConcurrent = 1 }));
        await farm.SetAsync("a/x", new TenantSettings { MaxConcurrent = 0 }, farm.Units(6));
        await farm.AdvanceAsync(1);
        await farm.ReopenAsync(afterUnits: 3);
        var worker = await farm.WorkerAsync();
        var job = await farm.EnqueueAsync();
        Expect.Equal("a claim under an override to 0 that holds for 6 units, of which 4 are over", ClaimStatus.LimitReached, (await farm.TryClaimAsync(job.Id, worker)).Status);
        var left = (await farm.ReadPoliciesAsync()).ValidFor;
        Expect.That(left is { } time && time <= farm.Units(2) && time >= farm.Units(2) - farm.Harness.Slack, $"the override is over in {farm.Units(2)}", Words.Of(left));
        await farm.ReopenAsync(afterUnits: 3);
        Expect.Empty("the overrides that are not over", (await farm.ReadPoliciesAsync()).Overrides);
        await farm.AssignAsync(job.Id, worker);
    }

    private static async Task A_credential_is_over_in_time(FarmDriver farm)
    {
        var token = (await TokenAsync(farm)) with { Lifetime = farm.Units(10) };
        await ExpectAsync(farm, token, "one", RedeemStatus.Redeemed);
        await farm.AdvanceAsync(2);
        await farm.ReopenAsync(afterUnits: 4);
        var early = Expect.NotNull("the credential", await FindAsync(farm, token, "one"));
        Expect.Span("how long it has held", farm.Units(6), farm.Units(10) - early.Credential.ExpiresIn, farm.Harness.Slack);
        await farm.ReopenAsync(afterUnits: 5);
        Expect.Equal("whether it holds after 11 units of 10", false, (await FindAsync(farm, token, "one"))?.Credential.IsValid);
    }

    private static async Task The_age_of_a_checkpoint_grows(FarmDriver farm)
    {
        await farm.Store.Checkpoints.SaveAsync("scheduler", new byte[] { 1 }, farm.Epoch, farm.Stop);
        await farm.AdvanceAsync(1);
        await farm.ReopenAsync(afterUnits: 3);
        Expect.Span("its age", farm.Units(4), (await farm.Store.Checkpoints.ReadAsync("scheduler", farm.Stop))?.Age, farm.Harness.Slack);
    }
}
