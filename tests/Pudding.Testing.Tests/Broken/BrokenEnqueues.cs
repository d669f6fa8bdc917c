using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;
using static Pudding.Testing.Tests.Broken.Breaking;

namespace Pudding.Testing.Tests.Broken;

internal static class BrokenEnqueues
{
    public static IEnumerable<BrokenStore> All { get; } =
    [
        Enqueue("forgets the payload", "enqueue", static job => job with { Payload = JobPayload.Empty }),
        Enqueue("forgets the names of secrets", "enqueue", static job => job with { Secrets = [] }),
        Group("forgets the names of groups", "enqueue", static group => group with { Name = null }),
        Group("writes the jobs of a group in the reverse order", "enqueue", static group => group with { Jobs = [.. group.Jobs.Reverse()] }),
        OfJobs("counts sequences down", "enqueue", static store => new TamperedJobStore(store.Jobs)
        {
            Enqueue = async (group, next) => await next(group) is { Group: { } made } result
                ? result with { Group = made with { Jobs = [.. made.Jobs.Select(static job => job with { Sequence = 1000 - job.Sequence })] } }
                : await next(group),
        }),
        OfJobs("finds the newest job for an id that nobody gave", "enqueue", static store =>
        {
            Job? newest = null;
            return new TamperedJobStore(store.Jobs)
            {
                Enqueue = async (group, next) =>
                {
                    var result = await next(group);
                    newest = result.Group?.Jobs[^1] ?? newest;
                    return result;
                },
                FindJob = async (id, next) => await next(id) ?? newest,
            };
        }),
        OfJobs("writes a repeat anew", "enqueue,concurrency", static store =>
        {
            var ids = 0;
            return new TamperedJobStore(store.Jobs)
            {
                Enqueue = async (group, next) => await next(group) is { Status: not EnqueueStatus.AlreadyEnqueued } result ? result : await next(Anew(group, ref ids)),
            };
        }),
        OfJobs("gives another id to a job whose id is in use", "enqueue", static store =>
        {
            var ids = 0;
            return new TamperedJobStore(store.Jobs)
            {
                Enqueue = async (group, next) => await next(group) is { Status: not EnqueueStatus.IdInUse } result ? result : await next(Anew(group, ref ids)),
            };
        }),
        Group("looks at no fingerprint", "enqueue", static group => group with { Fingerprint = "" }),
        OfJobs("lets every tenant hold jobs", "enqueue", static store => new TamperedJobStore(store.Jobs)
        {
            Enqueue = async (group, next) => await next(group) is { Status: not EnqueueStatus.TenantNotLeaf } result
                ? result
                : await next(group with { Jobs = [.. group.Jobs.Select(static job => job with { Tenant = TenantPath.Parse("elsewhere") })] }),
        }),
        OfJobs("remembers for ever who has held jobs", "enqueue", static store => LeavesByText(store, static (tenant, other) => tenant != other && (tenant.IsWithin(other) || other.IsWithin(tenant)))),
        OfJobs("takes a tenant whose name begins like another for one below it", "enqueue", static store =>
            LeavesByText(store, static (tenant, other) => tenant != other && tenant.Value.StartsWith(other.Value, StringComparison.Ordinal) && !tenant.IsWithin(other))),
        OfJobs("keeps the key of a group that it refused", "enqueue", static store =>
        {
            HashSet<string> keys = [];
            return new TamperedJobStore(store.Jobs)
            {
                Enqueue = async (group, next) =>
                {
                    if (group.IdempotencyKey is { } used && keys.Contains(used))
                        return new EnqueueResult { Status = EnqueueStatus.KeyInUse, Error = "It is used." };
                    var result = await next(group);
                    if (result.Status == EnqueueStatus.TenantNotLeaf && group.IdempotencyKey is { } key)
                        keys.Add(key);
                    return result;
                },
            };
        }),

        OfJobs("orders by sequence alone", "heads,retries", static store => Heads(store, static (page, _) => page with { Jobs = [.. page.Jobs.OrderBy(static job => job.Sequence)] })),
        OfJobs("reads one job more than was asked for", "heads", static store => new TamperedJobStore(store.Jobs) { ReadHeads = static (query, next) => next(query with { LimitPerTenant = query.LimitPerTenant + 1 }) }),
        OfJobs("reads more places than were asked for", "heads", static store => new TamperedJobStore(store.Jobs) { ReadHeads = static (query, next) => next(query with { Of = null }) }),
        OfJobs("gives active jobs as ready", "heads", static store => new TamperedJobStore(store.Jobs)
        {
            ReadHeads = async (query, next) =>
            {
                var (page, active) = (await next(query), await store.Jobs.ReadActiveAsync(default));
                return page with { Jobs = [.. page.Jobs, .. active.Select(static job => new ReadyJob { Id = job.Id, Tenant = job.Tenant, Queue = job.Queue, Priority = 0, Sequence = 1 })] };
            },
        }),
        OfJobs("forgets the priority of a head", "heads", static store => Heads(store, static (page, _) => page with { Jobs = [.. page.Jobs.Select(static job => job with { Priority = 0 })] })),
        Enqueue("starts a scheduled job at once", "heads", static job => job with { NotBefore = null }),
        OfJobs("does not tell when the next job becomes ready", "heads", static store => Heads(store, static (page, _) => page with { NextReadyIn = null })),
        Enqueue("takes a time that is past for one to come", "heads", static job => job.NotBefore is { } time ? job with { NotBefore = time + TimeSpan.FromDays(300) } : job),
        OfJobs("reads the first of all tenants together", "heads", static store => new TamperedJobStore(store.Jobs)
        {
            ReadHeads = static async (query, next) =>
            {
                var page = await next(query with { LimitPerTenant = 10_000 });
                return page with { Jobs = [.. page.Jobs.OrderByDescending(static job => job.Priority).Take(query.LimitPerTenant)] };
            },
        }),
        OfJobs("keeps a cancelled job on the schedule", "cancels", static store => Heads(store, static (page, _) => page with { NextReadyIn = page.NextReadyIn ?? TimeSpan.FromDays(1) })),
    ];

    private static TamperedJobStore Heads(StoreSet store, Func<HeadPage, HeadQuery, HeadPage> change) =>
        new(store.Jobs) { ReadHeads = async (query, next) => change(await next(query), query) };

    private static NewJobGroup Anew(NewJobGroup group, ref int ids)
    {
        var number = Interlocked.Increment(ref ids);
        return group with
        {
            Id = new JobGroupId(new Guid(number, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1)),
            IdempotencyKey = null,
            Jobs = [.. group.Jobs.Select((job, i) => job with { Id = new JobId(new Guid(number, 2, (short)i, 0, 0, 0, 0, 0, 0, 0, 1)) })],
        };
    }

    private static TamperedJobStore LeavesByText(StoreSet store, Func<TenantPath, TenantPath, bool> collide)
    {
        HashSet<TenantPath> seen = [];
        return new TamperedJobStore(store.Jobs)
        {
            Enqueue = async (group, next) =>
            {
                if (group.Jobs.Any(job => seen.Any(other => collide(job.Tenant, other))))
                    return new EnqueueResult { Status = EnqueueStatus.TenantNotLeaf, Error = "No." };
                var result = await next(group);
                if (result.Status == EnqueueStatus.Enqueued)
                    seen.UnionWith(group.Jobs.Select(static job => job.Tenant));
                return result;
            },
        };
    }
}
