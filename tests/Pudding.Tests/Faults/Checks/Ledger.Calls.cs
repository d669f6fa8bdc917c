using Pudding.Events;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Workers;

namespace Pudding.Tests.Faults.Checks;

/// <summary>Calls of the store and their answers.</summary>
internal sealed partial class Ledger
{
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private string? _holder;
    private TimeSpan _holdsUntil;
    private long _newestToken;
    private long _newestSession;

    public long Epoch { get; private set; }

    public long SessionOf(string worker) => _sessions.GetValueOrDefault(worker)?.Number ?? 0;

    public long SequenceOf(string worker) => _sessions.GetValueOrDefault(worker)?.Sequence ?? 0;

    public void OnAcquired(string holder, TimeSpan duration, long? epoch)
    {
        if (epoch is not { } given)
        {
            Check(_holder is not null && _holder != holder && Now < _holdsUntil, $"{holder} doesn't get the baton that {_holder} has until {_holdsUntil}");
            return;
        }

        if (_holder == holder)
        {
            Check(given == Epoch, $"{holder} renews epoch {Epoch} and gets {given}");
        }
        else
        {
            Check(_holder is null || Now >= _holdsUntil, $"{holder} gets the baton that {_holder} has until {_holdsUntil}");
            Check(given == Epoch + 1, $"epoch {given} follows {Epoch}");
        }

        (_holder, _holdsUntil, Epoch) = (holder, Now + duration, given);
    }

    public void OnReleased(string holder)
    {
        if (_holder == holder)
            _holder = null;
    }

    public void OnPublished(TenantPolicies policies, long epoch, bool isDone)
    {
        Check(isDone == (epoch == Epoch), $"policies of epoch {epoch} are published in {Epoch}: {isDone}");
        if (isDone)
            Policies = policies;
    }

    public void OnClaimed(Call call, IReadOnlyList<ClaimResult> results)
    {
        var claims = call.Claims!;
        Check(results.Count == claims.Claims.Count, "claims without answers");
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].Status != ClaimStatus.Claimed)
                continue;
            var job = _jobs[claims.Claims[i].JobId];
            Check(job.Worker == claims.Claims[i].WorkerId, $"job {job.Id} was claimed for {claims.Claims[i].WorkerId} and went to {job.Worker}");
            Check(results[i].FencingToken > _newestToken, $"token {results[i].FencingToken} comes after {_newestToken}");
            job.Token = _newestToken = results[i].FencingToken;
        }

        Check(_touched.Count == results.Count(static result => result.Status == ClaimStatus.Claimed), "more was claimed than the answer says");
    }

    public void OnSwept(Call call, IReadOnlyList<SweptJob> swept)
    {
        Check(call.Sweep.Epoch == Epoch || (swept.Count == 0 && _touched.Count == 0), $"a sweep of epoch {call.Sweep.Epoch} in {Epoch}");
        foreach (var job in swept)
            Check(_jobs.TryGetValue(job.Id, out var known) && _touched.Contains(known), $"job {job.Id} was swept without an event");
    }

    public void OnConnected(WorkerRegistration registration, ConnectReply reply)
    {
        if (reply.Status != ConnectStatus.Connected)
            return;
        Check(reply.Session > _newestSession, $"session {reply.Session} comes after {_newestSession}");
        _newestSession = reply.Session;
        _sessions[registration.WorkerId] = new Session(registration, reply.Session);
    }

    public void OnDisconnected(Call call, bool isDone)
    {
        if (_sessions.GetValueOrDefault(call.WorkerId!) is { } worker && worker.Number == call.Session)
            worker.Number = 0;
        else
            Check(_touched.Count == 0, $"a former session of {call.WorkerId} was ended and changed something");
    }

    public void OnHeartbeat(Call call, HeartbeatReply reply)
    {
        var heartbeat = call.Heartbeat!;
        var session = _sessions.GetValueOrDefault(heartbeat.WorkerId);
        var counts = session is { Number: > 0 } && session.Number == heartbeat.Session && heartbeat.Sequence > session.Sequence;
        if (reply.Status != HeartbeatStatus.Accepted)
        {
            Check(_touched.Count == 0, $"a heartbeat that is {reply.Status} has changed something");
            Check(!counts || reply.Status == HeartbeatStatus.Retired, $"a heartbeat of session {heartbeat.Session} that should count is {reply.Status}");
            return;
        }

        Check(counts, $"heartbeat {heartbeat.Sequence} of session {heartbeat.Session} of {heartbeat.WorkerId} counts, which has heard {session?.Sequence} of {session?.Number}");
        if (session is not null)
        {
            session.Sequence = heartbeat.Sequence;
            session.Offered = heartbeat.FreeSlots - _jobs.Values.Count(job => job.State == JobState.Assigned && job.Worker == heartbeat.WorkerId);
        }

        CheckLeases(call, reply);
        foreach (var assignment in reply.Assignments)
        {
            var job = _jobs[assignment.JobId];
            Check(job.State == JobState.Assigned && job.Worker == heartbeat.WorkerId && job.Token == assignment.Lease.FencingToken, $"{assignment.Lease} is handed to {heartbeat.WorkerId}, and is {job.State} of {job.Worker}, token {job.Token}");
            Check(assignment.LeaseRemaining <= job.LeaseFrom + job.LeaseDuration - Now + TimeSpan.FromTicks(10), $"{assignment.Lease} is handed out for longer than it holds");
            Check(assignment.Attempt == job.Attempts + 1, $"attempt {assignment.Attempt} of job {job.Id} follows {job.Attempts}");
        }
    }

    /// <summary>Which leases are right before the heartbeat comes.</summary>
    private void Note(Call call, Heartbeat heartbeat)
    {
        foreach (var lease in heartbeat.Held.Concat(heartbeat.Results.Select(static result => result.Lease)))
            call.WasHeld[lease] = _jobs.TryGetValue(lease.JobId, out var job) && job.IsActive && job.Worker == heartbeat.WorkerId && job.Token == lease.FencingToken;
    }

    private void CheckLeases(Call call, HeartbeatReply reply)
    {
        var heartbeat = call.Heartbeat!;
        var ended = heartbeat.Results.Where(result => call.WasHeld[result.Lease]).Select(static result => result.Lease).ToHashSet();
        foreach (var lease in ended)
            Check(_touched.Contains(_jobs[lease.JobId]), $"the result of {lease} was ignored");
        foreach (var lease in heartbeat.Held)
        {
            var isRight = call.WasHeld[lease] && !ended.Contains(lease);
            Check(reply.Renewed.Contains(lease) == isRight, $"{lease} is held rightly by {heartbeat.WorkerId}: {isRight}; it was renewed: {!isRight}");
            Check(reply.Lost.Contains(lease) != isRight, $"{lease} is held rightly by {heartbeat.WorkerId}: {isRight}; it was lost: {isRight}");
            if (isRight)
                _jobs[lease.JobId].LeaseFrom = Now;
        }

        Check(heartbeat.Results.All(result => reply.Settled.Contains(result.Lease)), "a result is not settled");
    }

    /// <summary>Whether the call may have done that.</summary>
    private void CheckReason(JobLife job, JobEvent happened)
    {
        var cause = happened switch
        {
            JobRequeued requeued => requeued.Cause,
            JobFinished finished => finished.Cause,
            JobCancelRequested cancel => cancel.Cause,
            _ => JobCause.None,
        };
        if (cause == JobCause.FailFast && (job.State == JobState.Pending || happened is JobCancelRequested))
        {
            Check(_groups[job.Job.GroupId].Terms.FailFast, $"job {job.Id} is cancelled, and its group doesn't fail fast");
            return;
        }

        var may = _call.Kind switch
        {
            CallKind.Enqueue => cause == JobCause.Superseded && IsSuperseded(job),
            CallKind.Cancel => cause == JobCause.CancelRequested && (_call.Cancel!.Group == job.Job.GroupId || _call.Cancel.Jobs.Contains(job.Id)),
            CallKind.Claim => happened is JobAssigned,
            CallKind.Sweep => IsTime(job, cause),
            CallKind.Connect => job.Worker == _call.WorkerId && job.State == JobState.Assigned,
            CallKind.Disconnect => job.Worker == _call.WorkerId && job.State == JobState.Assigned && _call.Session == SessionOf(_call.WorkerId!),
            CallKind.Heartbeat => job.Worker == _call.WorkerId && _call.WasHeld.Any(lease => lease.Value && lease.Key.JobId == job.Id),
            CallKind.Cell => cause == JobCause.Interrupted || job.CancelCause == cause,
            _ => false,
        };
        Check(may, $"{happened.GetType().Name} ({cause}) of job {job.Id}, {job.State} on {job.Worker}");
    }

    private bool IsSuperseded(JobLife job) =>
        _call.Group!.SupersedeKey is { } key && key == _groups[job.Job.GroupId].Terms.SupersedeKey && job.Job.Tenant == _call.Group.Jobs[0].Tenant
        && (job.State == JobState.Pending || _call.Group.SupersedeRunning);

    private bool IsTime(JobLife job, JobCause cause)
    {
        var isLeaseOver = Now >= job.LeaseFrom + job.LeaseDuration && !_call.Sweep.KeepLeases;
        var isTooLong = job.State == JobState.Running && Now >= job.StartedAt + job.Job.Timeout + _call.Sweep.TimeoutGrace;
        var isAskedLong = job.CancelCause == cause && Now >= job.CancelAskedAt + _call.Sweep.CancelGrace;
        return cause switch
        {
            JobCause.LeaseExpired => isLeaseOver,
            JobCause.TimedOut => isTooLong,
            JobCause.QueueTimeExpired => true,
            _ => job.IsActive && job.CancelCause == cause && (isLeaseOver || isTooLong || isAskedLong),
        };
    }
}
