using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Events;
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Tenants;
using Pudding.Usage;

namespace Pudding.Storage.Sqlite.Tests.Hosts;

/// <summary>A whole host goes, and another one comes on its file.</summary>
public sealed class HostRestartTests : IDisposable
{
    private const int Jobs = 6;

    private static readonly TenantPath Rails = TenantPath.Parse("rails/rails");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Usage_estimates_policies_and_events_are_there_after_it()
    {
        JobGroup group;
        using (var first = await StartAsync())
        {
            var jobs = first.Services.GetRequiredService<IJobClient>();
            group = await jobs.EnqueueAsync(JobGroupRequest.Of([.. Enumerable.Range(0, Jobs).Select(static i => new JobRequest { Tenant = Rails, Queue = "linux", Name = $"job {i}" })]));
            await jobs.WaitAsync(group.Id);
            await first.Services.GetRequiredService<IPolicyClient>().SetQueueAsync("linux", new QueueSettings { Paused = true }, new PolicyChange { Actor = "ann", Reason = "the disk" });
            await Eventually.GetAsync("usage is counted", async () => await SucceededAsync(first) == Jobs ? "counted" : null);
            await first.StopAsync();
        }

        using var second = await StartAsync();
        var policies = await second.Services.GetRequiredService<IPolicyClient>().ReadAsync();
        Assert.True(policies.InForce.Queue("linux").Paused);
        Assert.Equal(("ann", "the disk"), policies.Overrides.Select(static one => (one.Actor, one.Reason)).Single());
        Assert.Equal(Jobs, await SucceededAsync(second));
        var events = (await second.Services.GetRequiredService<IEventStore>().ReadAsync(0, 1000, CancellationToken.None)).Events;
        Assert.Equal(group.Jobs.Select(static job => job.Id), events.OfType<JobEnqueued>().Select(static happened => happened.JobId));
        Assert.Equal(Jobs, events.OfType<JobFinished>().Count());
        Assert.Single(events.OfType<JobGroupFinished>());

        // What the scheduler knew of run times and of who has used how much.
        var memory = await second.Services.GetRequiredService<ICheckpointStore>().ReadAsync("pudding.fairness", CancellationToken.None);
        Assert.Contains("linux", JsonDocument.Parse(memory!.Content).RootElement.GetRawText(), StringComparison.Ordinal);

        // The pause holds: what is enqueued now waits until it is lifted.
        var jobsNow = second.Services.GetRequiredService<IJobClient>();
        var paused = await jobsNow.EnqueueAsync(JobGroupRequest.Of(new JobRequest { Tenant = Rails, Queue = "linux", Name = "later" }));
        Assert.True(await second.Services.GetRequiredService<IPolicyClient>().ClearQueueAsync("linux", new PolicyChange { Actor = "ann" }));
        Assert.Equal(JobState.Succeeded, (await jobsNow.WaitAsync(paused.Id)).Group.Jobs.Single().State);
        var cleared = (await second.Services.GetRequiredService<IEventStore>().ReadAsync(0, 1000, CancellationToken.None)).Events;
        Assert.True(
            cleared.OfType<PolicyChanged>().Single(static happened => happened.IsCleared).Sequence
            < cleared.OfType<JobAssigned>().Single(happened => happened.JobId == paused.Jobs[0].Id).Sequence);
        await second.StopAsync();
    }

    private static async Task<long> SucceededAsync(IHost host)
    {
        var succeeded = 0L;
        await foreach (var record in host.Services.GetRequiredService<IUsageClient>().ReadAsync(new UsageQuery { Tenant = Rails }))
            succeeded += record.Succeeded;
        return succeeded;
    }

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Services.AddPudding()
            .UseSqliteStore(_folder.File("farm.db"))
            .AddWorker("linux", slots: 2, static (_, _) => Task.FromResult(JobOutcome.Succeeded));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
