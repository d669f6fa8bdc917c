using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Workers;

namespace Pudding.Tests.Faults.Checks;

/// <summary>What workers trust, what clients were promised, and that work goes on.</summary>
internal sealed partial class Ledger
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(45);

    private readonly Dictionary<JobId, List<Trust>> _trust = [];
    private readonly Dictionary<JobGroupId, JobGroup> _promised = [];
    private readonly Dictionary<string, TimeSpan> _idleSince = new(StringComparer.Ordinal);

    /// <summary>A process trusts a lease from now on, until some time by its own clock.</summary>
    public void Hold(string process, LeaseKey lease, TimeSpan until)
    {
        if (!_trust.TryGetValue(lease.JobId, out var all))
            _trust[lease.JobId] = all = [];
        all.RemoveAll(trust => trust.Until <= Now || (trust.Process == process && trust.Lease == lease));
        if (until <= Now)
            return;
        foreach (var other in all)
            complain($"{process} trusts {lease} until {until}, and {other.Process} trusts {other.Lease} until {other.Until}");
        all.Add(new Trust(process, lease, until));
    }

    public void LetGo(string process, LeaseKey lease) => _trust.GetValueOrDefault(lease.JobId)?.RemoveAll(trust => trust.Process == process && trust.Lease == lease);

    /// <summary>A client was told that its jobs are written.</summary>
    public void Promise(JobGroupRequest request, JobGroup group)
    {
        _promised[group.Id] = group;
        if (!_groups.TryGetValue(group.Id, out var known) || known.Terms.Name != request.Name || known.Jobs.Count != request.Jobs.Count)
            complain($"{request.Name} was promised as group {group.Id}, and is not there");
    }

    /// <summary>While nothing goes wrong: nothing that could run waits beside a free slot for longer than a sweep.</summary>
    public void CheckWork()
    {
        var cells = Store.ReadCells();
        foreach (var queue in (string[])["linux", "osx"])
        {
            var waiting = _jobs.Values.FirstOrDefault(job => job.State == JobState.Pending && job.Job.Queue == queue && job.ReadyAt <= Now && (job.QueueUntil > Now || job.HasStarted)
                && PathOf(job.Job.Tenant).All(node => !Policies[node].Paused && _active.GetValueOrDefault(node) < Policies.Ceiling(node, node == job.Job.Tenant)));
            var free = cells.FirstOrDefault(cell => cell is { Offered: > 0, Phase: CellPhase.Ready } && cell.Queues.Contains(queue) && cell.SilentFor < TimeSpan.FromSeconds(20));
            if (waiting is null || free is null || !_idleSince.TryGetValue(queue, out var since))
                _idleSince[queue] = Now;
            else if (Now - since > LongestPause)
                complain($"job {waiting.Id} of {waiting.Job.Tenant} waits in {queue} although {free.WorkerId} is free");
        }
    }

    /// <summary>After everything has come to rest.</summary>
    public void CheckEnd()
    {
        foreach (var job in _jobs.Values.Where(static job => !job.IsOver))
            complain($"job {job.Id} of {job.Job.Tenant} never ends: it is {job.State}, on {job.Worker}, ready {Now - job.ReadyAt} ago");
        foreach (var (id, group) in _groups.Where(static group => !group.Value.IsFinished))
            complain($"group {id} with {group.Jobs.Count} jobs never ends");
        foreach (var (id, group) in _promised)
        {
            if (!_groups[id].Jobs.Select(static job => job.Id).SequenceEqual(group.Jobs.Select(static job => job.Id)))
                complain($"group {id} has other jobs than were promised");
        }

        if (_active.Values.Any(static count => count != 0))
            complain("A slot is held by nobody.");
    }

    private void Settled(JobLife job, JobFinished finished)
    {
        // What a worker says is what its job has become.
        if (_call.Kind != CallKind.Heartbeat || finished.Cause == JobCause.FailFast)
            return;
        if (_call.Heartbeat!.Results.FirstOrDefault(result => result.Lease.JobId == job.Id && _call.WasHeld[result.Lease])?.Outcome.Kind is not { } said)
        {
            Check(false, $"job {job.Id} {finished.State} by a lease that {_call.WorkerId} doesn't have");
            return;
        }

        var fits = finished.State switch
        {
            JobState.Succeeded => said == JobOutcomeKind.Succeeded,
            JobState.Failed => said is JobOutcomeKind.Failed or JobOutcomeKind.TimedOut or JobOutcomeKind.InfrastructureFailed,
            _ => said != JobOutcomeKind.Succeeded,
        };
        Check(fits, $"job {job.Id} {finished.State}, and its worker said {said}");
    }
}
