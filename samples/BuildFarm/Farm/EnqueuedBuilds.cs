using BuildFarm.Builds;
using Microsoft.Extensions.DependencyInjection;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Recovery;

namespace BuildFarm.Farm;

/// <summary>What the database of an unfinished farm holds. One that was restored may be of any builds, so that is what says whether they are gone on with. No host starts for it, and so
/// no agent.</summary>
internal sealed class EnqueuedBuilds(FarmFolder folder)
{
    private readonly TimeSpan _defaultTimeout = new PuddingOptions().DefaultJobTimeout;

    /// <summary>Whether every job there is one of these builds, and every project there has all of its jobs. Projects that are not there yet may be enqueued.</summary>
    /// <exception cref="Pudding.Storage.Sqlite.SqliteStoreException">The database can't be opened.</exception>
    /// <exception cref="Pudding.Storage.JobStoreUnavailableException">The database can't be read.</exception>
    public async Task<bool> BelongToAsync(BuildFile builds)
    {
        var there = (await ListAsync()).ToLookup(static job => job.Tenant);
        var asked = builds.Projects.ToDictionary(static project => project.Path);
        return there.All(project => asked.TryGetValue(project.Key, out var same) && project.Select(Traits).SequenceEqual(Submission.Of(same, folder).Jobs.Select(Traits)));
    }

    private async Task<List<Job>> ListAsync()
    {
        var services = new ServiceCollection().AddLogging().AddMetrics();
        services.AddPudding().UseSqliteStore(folder.Database);
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<IJobRecovery>().ListAsync(new JobQuery()).ToListAsync();
    }

    private (string?, JobPayload, TimeSpan) Traits(Job job) => (job.Name, job.Payload, job.Timeout);

    private (string?, JobPayload, TimeSpan) Traits(JobRequest job) => (job.Name, job.Payload, job.Timeout ?? _defaultTimeout);
}
