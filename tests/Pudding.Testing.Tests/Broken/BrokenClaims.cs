using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Workers;
using static Pudding.Testing.Tests.Broken.Breaking;

namespace Pudding.Testing.Tests.Broken;

internal static class BrokenClaims
{
    public static IEnumerable<BrokenStore> All { get; } =
    [
        OfJobs("hides active jobs", "claims", static store => new TamperedJobStore(store.Jobs) { ReadActive = static (_, _) => new([]) }),
        Watched("claims under every epoch", "claims", static (store, spy) => store with { Jobs = new TamperedJobStore(store.Jobs) { Claim = (batch, next) => next(batch with { Epoch = spy.Epoch }) } }),
        OfJobs("calls every refusal a limit", "claims", static store => Claims(store, static (_, result) => result.Status == ClaimStatus.Claimed ? result : new ClaimResult(ClaimStatus.LimitReached, LimitedBy: TenantPath.Parse("a")))),
        OfJobs("says that every claim holds", "claims,concurrency,hosts", static store => Claims(store, static (_, result) => result with { Status = ClaimStatus.Claimed })),
        OfWorkers("takes a worker that connects for one with free slots", "claims,sessions", static store => new TamperedWorkerStore(store.Workers)
        {
            Connect = async (registration, next) =>
            {
                var reply = await next(registration);
                await store.Workers.HeartbeatAsync(new Heartbeat { WorkerId = registration.WorkerId, Session = reply.Session, Sequence = 1, FreeSlots = registration.Slots, Held = [] }, default);
                return reply;
            },
            Heartbeat = static (beat, next) => next(beat with { Sequence = beat.Sequence + 1 }),
        }),
        Beat("ignores how much a worker offers", "claims,stale heartbeats,heartbeats", static beat => beat with { FreeSlots = 100 }),
        Watched("ignores the session of a claim", "claims", static (store, spy) => store with
        {
            Jobs = new TamperedJobStore(store.Jobs)
            {
                Claim = (batch, next) => next(batch with { Claims = [.. batch.Claims.Select(claim => claim with { Session = spy.Sessions.GetValueOrDefault(claim.WorkerId, claim.Session) })] }),
            },
        }),
        OfWorkers("ignores that a worker leaves", "claims,sessions,stale heartbeats", static store => new TamperedWorkerStore(store.Workers) { Disconnect = static (_, _) => new(true) }),
        OfWorkers("gives any job to any worker", "claims", static store => new TamperedWorkerStore(store.Workers)
        {
            Connect = static (registration, next) => next(registration with { Queues = ["linux", "osx", "arm"] }),
        }),
        OfJobs("loses a job whose claim it refused", "claims", static store => new TamperedJobStore(store.Jobs)
        {
            Claim = async (batch, next) =>
            {
                var results = await next(batch);
                var refused = batch.Claims.Where((_, i) => results[i].Status is ClaimStatus.LimitReached or ClaimStatus.WorkerUnavailable).Select(static claim => claim.JobId).ToList();
                await store.Jobs.CancelAsync(new CancelRequest { Jobs = refused, OnlyWaiting = true, Reason = "Lost." }, default);
                return results;
            },
        }),
        OfJobs("stops a batch at the first refusal", "claims", static store => new TamperedJobStore(store.Jobs)
        {
            Claim = static async (batch, next) =>
            {
                var results = new List<ClaimResult>();
                foreach (var claim in batch.Claims)
                    results.Add(results.Count > 0 && results[^1].Status != ClaimStatus.Claimed ? new ClaimResult(ClaimStatus.WorkerUnavailable) : (await next(batch with { Claims = [claim] }))[0]);
                return results;
            },
        }),
        OfJobs("returns results in another order", "claims", static store => new TamperedJobStore(store.Jobs) { Claim = static async (batch, next) => [.. (await next(batch)).Reverse()] }),
        OfJobs("counts tokens down", "claims", static store => Claims(store, static (_, result) => result with { FencingToken = -result.FencingToken })),
        OfJobs("gives a job its first token again", "claims", static store =>
        {
            Dictionary<JobId, long> first = [];
            return Claims(store, (claim, result) => result.Status == ClaimStatus.Claimed && !first.TryAdd(claim.JobId, result.FencingToken) ? result with { FencingToken = first[claim.JobId] } : result);
        }),

        Limit("ignores the limits of projects", "limits,cancels,concurrency,policies", static (_, node, policy) => node.Depth == 2 ? policy with { MaxConcurrent = null } : policy, defaultLimit: 1000),
        Limit("ignores the limits of organisations", "limits,hosts", static (_, node, policy) => node.Depth == 1 ? policy with { MaxConcurrent = null } : policy),
        Watched("checks a batch against what was active before it", "limits", static (store, spy) => store with { Jobs = new TamperedJobStore(store.Jobs) { Claim = (batch, next) => ClaimAtOnceAsync(store, spy, batch, next) } }),
        OfPolicies("takes the default limit for one of organisations, too", "limits", static store => new TamperedPolicyStore(store.Policies)
        {
            Publish = static (input, next) => next((input.Defaults with { Tenants = new Dictionary<TenantPath, TenantSettings> { [TenantPath.Parse("a")] = new() { MaxConcurrent = input.Defaults.DefaultLimit } } }, input.Epoch)),
        }),
        Limit("takes zero for no limit", "limits", static (_, _, policy) => policy.MaxConcurrent == 0 ? policy with { MaxConcurrent = null } : policy),
        Limit("ignores pauses", "limits,policies", static (_, _, policy) => policy with { Paused = false }),
        OfPolicies("never lowers a limit", "limits", static store => Remembering(store, Math.Max)),
        OfPolicies("never raises a limit", "limits", static store => Remembering(store, Math.Min)),
        OfJobs("does not flag what is borrowed", "limits", static store => Claims(store, static (_, result) => result with { IsBorrowed = false })),
        Limit("borrows without end", "limits", static (_, _, policy) => policy with { BorrowCeiling = null }),
        Limit("lets who borrows exceed the limits above", "limits", static (all, node, policy) => all.Any(own => own.Value.BorrowIdle == true && own.Key.IsWithin(node) && own.Key != node) ? policy with { MaxConcurrent = null } : policy),
        OfJobs("never gives a slot of an organisation back", "limits", static store =>
        {
            HashSet<string> taken = [];
            return new TamperedJobStore(store.Jobs)
            {
                Claim = async (batch, next) =>
                {
                    var job = await store.Jobs.FindJobAsync(batch.Claims[0].JobId, default);
                    return taken.Add(job?.Tenant.Value ?? "") ? await next(batch) : [new ClaimResult(ClaimStatus.LimitReached, LimitedBy: TenantPath.Parse("a"))];
                },
            };
        }),
    ];

    private static TamperedJobStore Claims(StoreSet store, Func<Claim, ClaimResult, ClaimResult> change) =>
        new(store.Jobs) { Claim = async (batch, next) => [.. batch.Claims.Zip(await next(batch), change)] };

    private static BrokenStore Limit(
        string name, string areas, Func<IReadOnlyDictionary<TenantPath, TenantSettings>, TenantPath, TenantSettings, TenantSettings> change, int? defaultLimit = null) =>
        OfPolicies(name, areas, store => new TamperedPolicyStore(store.Policies)
        {
            Publish = (input, next) => next((Change(input.Defaults, (node, settings) => change(input.Defaults.Tenants, node, settings), defaultLimit), input.Epoch)),
        });

    private static PolicyDefaults Change(PolicyDefaults defaults, Func<TenantPath, TenantSettings, TenantSettings> change, int? defaultLimit = null) => defaults with
    {
        DefaultLimit = defaultLimit ?? defaults.DefaultLimit, Tenants = defaults.Tenants.ToDictionary(static own => own.Key, own => change(own.Key, own.Value)),
    };

    private static TamperedPolicyStore Remembering(StoreSet store, Func<int, int, int> choose)
    {
        Dictionary<TenantPath, int> limits = [];
        return new TamperedPolicyStore(store.Policies)
        {
            Publish = (input, next) => next((
                Change(input.Defaults, (node, settings) => settings with { MaxConcurrent = limits[node] = choose(limits.GetValueOrDefault(node, 5), settings.MaxConcurrent ?? 5) }), input.Epoch)),
        };
    }

    /// <summary>The race of a store that reads the counts once for a whole batch.</summary>
    private static async ValueTask<IReadOnlyList<ClaimResult>> ClaimAtOnceAsync(
        StoreSet store, Spy spy, ClaimBatch batch, Func<ClaimBatch, ValueTask<IReadOnlyList<ClaimResult>>> next)
    {
        var state = await store.Policies.ReadAsync(default);
        var policies = state.InForce.Tenants;
        var active = (await store.Jobs.ReadActiveAsync(default)).Select(static job => job.Tenant).ToList();
        await store.Policies.PublishAsync(new PolicyDefaults { DefaultLimit = 1_000_000 }, spy.Epoch, default);
        var results = new List<ClaimResult>();
        foreach (var claim in batch.Claims)
        {
            var tenant = (await store.Jobs.FindJobAsync(claim.JobId, default))?.Tenant;
            var full = Path(tenant).FirstOrDefault(node => active.Count(other => other.IsWithin(node)) >= policies.Ceiling(node, holdsJobs: node == tenant));
            results.Add(full.IsEmpty ? (await next(batch with { Claims = [claim] }))[0] : new ClaimResult(ClaimStatus.LimitReached, LimitedBy: full));
        }

        await store.Policies.PublishAsync(state.Defaults, spy.Epoch, default);
        return results;
    }

    private static IEnumerable<TenantPath> Path(TenantPath? tenant)
    {
        for (var node = tenant; node is { } path; node = path.Parent)
            yield return path;
    }
}
