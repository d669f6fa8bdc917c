using Pudding.Jobs;
using Pudding.Tenants;
using Pudding.Workers;

namespace Pudding.Storage.Sqlite.Tests.Support;

/// <summary>Something to do for a store.</summary>
internal static class Work
{
    public const string Queue = "build";

    public static NewJobGroup Group(int jobs = 1, int payload = 100, string tenant = "acme/web")
    {
        var id = new JobGroupId(Guid.CreateVersion7());
        return new NewJobGroup
        {
            Id = id,
            Fingerprint = id.ToString(),
            Jobs =
            [
                .. Enumerable.Range(0, jobs).Select(_ => new NewJob
                {
                    Id = new JobId(Guid.CreateVersion7()),
                    Tenant = TenantPath.Parse(tenant),
                    Queue = Queue,
                    Payload = new JobPayload { Bytes = new byte[payload] },
                    Timeout = TimeSpan.FromHours(1),
                    MaxAttempts = 1,
                    MaxInfrastructureLosses = 3,
                }),
            ],
        };
    }

    public static async Task<JobGroup> EnqueueAsync(this OpenStore store, int jobs = 1, int payload = 100) =>
        (await store.Stores.Jobs.EnqueueAsync(Group(jobs, payload), CancellationToken.None)).Group!;

    public static async Task<long> ConnectAsync(this OpenStore store, string worker, int slots)
    {
        var reply = await store.Stores.Workers.ConnectAsync(new WorkerRegistration { WorkerId = worker, Queues = [Queue], Slots = slots }, CancellationToken.None);
        await store.Stores.Workers.HeartbeatAsync(Beat(worker, reply.Session, 1, slots, []), CancellationToken.None);
        return reply.Session;
    }

    public static Heartbeat Beat(string worker, long session, long sequence, int free, IReadOnlyList<LeaseKey> held) =>
        new() { WorkerId = worker, Session = session, Sequence = sequence, FreeSlots = free, Held = held };

    /// <summary>Claims jobs of a group for a worker.</summary>
    public static async Task<IReadOnlyList<ClaimResult>> ClaimAsync(this OpenStore store, string worker, long session, IEnumerable<Job> jobs)
    {
        var epoch = (await store.Stores.Baton.AcquireAsync("scheduler", TimeSpan.FromMinutes(1), CancellationToken.None))!.Value;
        var batch = new ClaimBatch { Epoch = epoch, LeaseDuration = TimeSpan.FromMinutes(1), Claims = [.. jobs.Select(job => new Claim(job.Id, worker, session))] };
        return await store.Stores.Jobs.ClaimAsync(batch, CancellationToken.None);
    }
}
