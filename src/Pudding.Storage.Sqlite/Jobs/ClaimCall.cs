using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Policies;
using Pudding.Storage.Sqlite.Workers;
using Pudding.Tenants;

namespace Pudding.Storage.Sqlite.Jobs;

/// <summary>One call of <see cref="IJobStore.ClaimAsync"/>.</summary>
internal sealed class ClaimCall(Transaction transaction, PolicyBook policies)
{
    private readonly Dictionary<string, WorkerRow?> _workers = new(StringComparer.Ordinal);
    private readonly WorkerTable _workerTable = new(transaction);
    private readonly JobTable _jobs = new(transaction);
    private readonly JobBook _book = new(transaction);

    public ClaimResult[] Run(ClaimBatch batch)
    {
        var results = new ClaimResult[batch.Claims.Count];
        if (batch.Epoch != transaction.Estate.Epoch)
        {
            Array.Fill(results, new ClaimResult(ClaimStatus.StaleEpoch));
            return results;
        }

        var inForce = policies.Read(transaction).InForce;
        for (var i = 0; i < results.Length; i++)
            results[i] = Claim(batch.Claims[i], inForce, batch.LeaseDuration);
        foreach (var worker in _workers.Values)
        {
            if (worker is not null)
                _workerTable.Update(worker);
        }

        return results;
    }

    private ClaimResult Claim(in Claim claim, PoliciesInForce inForce, TimeSpan leaseDuration)
    {
        if (_jobs.Find(claim.JobId) is not { State: JobState.Pending } job || job.ReadyAt > transaction.Moment.Time || job.QueueUntil <= transaction.Moment.Time)
            return new ClaimResult(ClaimStatus.JobNotReady);
        if (Find(claim.WorkerId) is not { } worker || !worker.MayTake(job.Place.Queue, claim.Session))
            return new ClaimResult(ClaimStatus.WorkerUnavailable);
        if (FindFull(job.Place.Tenant, inForce.Tenants, out var isBorrowed) is { } full)
            return new ClaimResult(ClaimStatus.LimitReached, LimitedBy: full);
        if (!inForce.Queue(job.Place.Queue).LetsStart(transaction.Occupancy.In(job.Place.Queue)))
            return new ClaimResult(ClaimStatus.QueueLimitReached);

        _book.Claim(job, worker, leaseDuration, isBorrowed);
        worker.Offered--;
        worker.Active++;
        return new ClaimResult(ClaimStatus.Claimed, job.FencingToken, IsBorrowed: isBorrowed);
    }

    private WorkerRow? Find(string id)
    {
        if (!_workers.TryGetValue(id, out var worker))
            _workers[id] = worker = _workerTable.Find(id);
        return worker;
    }

    /// <summary>The lowest node of the path that lets no further job start; <c>null</c> when all do.</summary>
    private TenantPath? FindFull(TenantPath leaf, TenantPolicies tenants, out bool isBorrowed)
    {
        isBorrowed = false;
        for (TenantPath? node = leaf; node is { } at; node = at.Parent)
        {
            var active = transaction.Occupancy.At(at);
            if (tenants[at].Paused || active >= tenants.Ceiling(at, holdsJobs: at == leaf))
                return at;
            isBorrowed |= active >= tenants.Limit(at, holdsJobs: at == leaf);
        }

        return null;
    }
}
