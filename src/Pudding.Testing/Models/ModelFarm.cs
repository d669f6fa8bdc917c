using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Workers;

namespace Pudding.Testing.Models;

/// <summary>How a farm behaves, written as plainly as possible and on purpose without what stores are written with: what a store does is compared with what this does.</summary>
internal sealed partial class ModelFarm
{
    private readonly List<string> _told = [];

    public ModelFarm()
    {
        var (one, two) = (new ModelInstance("i0"), new ModelInstance("i1"));
        Instances = [one, two];
        Workers =
        [
            new ModelWorker("w0", 2, ["linux"], one), new ModelWorker("w1", 3, ["linux", "osx"], one), new ModelWorker("w2", 1, ["osx"], two),
            new ModelWorker("w3", 2, ["linux"], instance: null),
        ];
    }

    public TimeSpan Now { get; set; }

    public TenantPolicies Policies { get; set; } = TenantPolicies.Default;

    public List<ModelGroup> Groups { get; } = [];

    public List<ModelJob> Jobs { get; } = [];

    public IReadOnlyList<ModelWorker> Workers { get; }

    public IReadOnlyList<ModelInstance> Instances { get; }

    public IEnumerable<ModelJob> Active => Jobs.Where(static job => job.IsActive);

    public IEnumerable<ModelJob> On(ModelWorker worker) => Active.Where(job => job.Worker == worker);

    /// <summary>Whether a store may have forgotten the worker: it left, has no job, and nobody has said anything of it.</summary>
    public bool IsVague(ModelWorker worker) => worker is { Session: 0, Phase: CellPhase.Ready } && !On(worker).Any();

    /// <summary>The same of an instance: none of its workers is surely known.</summary>
    public bool IsVague(ModelInstance instance) => instance.Phase == CellPhase.Ready && Workers.Where(worker => worker.Instance == instance).All(IsVague);

    /// <summary>The events since it was asked the last time.</summary>
    public IReadOnlyList<string> TakeTold()
    {
        var told = _told.ToList();
        _told.Clear();
        return told;
    }

    public EnqueueStatus Enqueue(NewJobGroup group, int key, Func<JobId, string> name, TimeSpan[] delays)
    {
        if (Groups.FirstOrDefault(known => known.Request.Id == group.Id) is { } again)
            return again.Request.Fingerprint == group.Fingerprint ? EnqueueStatus.AlreadyEnqueued : EnqueueStatus.IdInUse;
        if (group.IdempotencyKey is { } once && Groups.FirstOrDefault(known => known.Request.IdempotencyKey == once) is { } same)
            return same.Request.Fingerprint == group.Fingerprint ? EnqueueStatus.AlreadyEnqueued : EnqueueStatus.KeyInUse;
        var tenants = Jobs.Where(static job => !job.State.IsFinal()).Select(static job => job.Request.Tenant).Concat(group.Jobs.Select(static job => job.Tenant)).ToHashSet();
        if (group.Jobs.Any(job => tenants.Any(other => other != job.Tenant && (other.IsWithin(job.Tenant) || job.Tenant.IsWithin(other)))))
            return EnqueueStatus.TenantNotLeaf;

        var older = group.SupersedeKey is { } supersede
            ? Groups.Where(known => known.Request.SupersedeKey == supersede && known.Request.Jobs[0].Tenant == group.Jobs[0].Tenant && !known.IsOver).ToList()
            : [];
        var made = new ModelGroup(group) { Key = key };
        Groups.Add(made);
        foreach (var (request, delay) in group.Jobs.Zip(delays))
        {
            var job = new ModelJob(request, made, name(request.Id)) { Key = (key * 8) + made.Jobs.Count, ReadyAt = Now + delay };
            if (request.MaxQueueTime is { } patience)
                job.QueueUntil = job.ReadyAt + patience;
            made.Jobs.Add(job);
            Jobs.Add(job);
            _told.Add($"{job.Name} enqueued");
        }

        foreach (var superseded in older)
        {
            superseded.SupersededBy = group.Id;
            foreach (var job in superseded.Jobs.Where(job => group.SupersedeRunning || !job.IsActive))
                Cancel(job, JobCause.Superseded);
        }

        return EnqueueStatus.Enqueued;
    }

    public ConnectStatus Connect(ModelWorker worker, long session)
    {
        if (worker.EffectivePhase == CellPhase.Retired)
            return ConnectStatus.Retired;
        if (worker.Session != 0)
            worker.Former.Add(worker.Session);
        (worker.Session, worker.Sequence, worker.Offered) = (session, 0, 0);
        GiveBack(worker, onlyUndelivered: true);
        _told.Add($"{worker.Id} connected");
        return ConnectStatus.Connected;
    }

    public void Disconnect(ModelWorker worker)
    {
        worker.Former.Add(worker.Session);
        (worker.Session, worker.Offered) = (0, 0);
        GiveBack(worker);
        _told.Add($"{worker.Id} disconnected");
    }

    /// <summary>Every reason for which a claim can't hold; with none it holds.</summary>
    public List<ClaimStatus> Obstacles(ModelJob job, ModelWorker worker, long session)
    {
        var obstacles = new List<ClaimStatus>();
        if (!job.IsReady(Now))
            obstacles.Add(ClaimStatus.JobNotReady);
        if (session != worker.Session || worker.Session == 0 || worker.Offered < 1 || worker.EffectivePhase != CellPhase.Ready || !worker.Queues.Contains(job.Request.Queue))
            obstacles.Add(ClaimStatus.WorkerUnavailable);
        if (FullNodes(job.Request.Tenant).Any())
            obstacles.Add(ClaimStatus.LimitReached);
        return obstacles;
    }

    public IEnumerable<TenantPath> FullNodes(TenantPath tenant) =>
        PathOf(tenant).Where(node => Policies[node].Paused || ActiveBelow(node) >= Policies.Ceiling(node, holdsJobs: node == tenant));

    public bool WouldBorrow(TenantPath tenant) => PathOf(tenant).Any(node => ActiveBelow(node) >= Policies.Limit(node, holdsJobs: node == tenant));

    public void Claim(ModelJob job, ModelWorker worker, long token, TimeSpan lease, bool isBorrowed)
    {
        (job.State, job.Cause, job.Worker, job.Token, job.LeaseUntil, job.IsBorrowed) = (JobState.Assigned, JobCause.None, worker, token, Now + lease, isBorrowed);
        (job.Session, job.WasDelivered) = (worker.Session, false);
        worker.Offered--;
        _told.Add($"{job.Name} assigned to {worker.Id}{(isBorrowed ? ", borrowed" : "")}");
    }

    public bool Cancel(ModelJob job, JobCause cause)
    {
        if (job.State.IsFinal() || job.ToBeCancelled)
            return false;
        if (job.IsActive)
        {
            (job.ToBeCancelled, job.Cause, job.CancelAskedAt) = (true, cause, Now);
            _told.Add($"{job.Name} is to be cancelled: {cause}");
        }
        else
        {
            End(job, JobState.Cancelled, cause);
        }

        return true;
    }

    private static IEnumerable<TenantPath> PathOf(TenantPath tenant)
    {
        for (TenantPath? node = tenant; node is { } path; node = path.Parent)
            yield return path;
    }

    private int ActiveBelow(TenantPath node) => Active.Count(job => job.Request.Tenant.IsWithin(node));
}
