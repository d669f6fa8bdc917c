using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Tenants;
using Pudding.Tests.Faults.Simulated;

namespace Pudding.Tests.Faults.Checks;

/// <summary>A record of its own, kept from what the store was asked, what it answered and the events that it wrote; after each call it must agree with the store, and nothing may
/// have happened that may not.</summary>
internal sealed partial class Ledger(Agenda agenda, EstateClock clock, Action<string> complain)
{
    private readonly Dictionary<JobId, JobLife> _jobs = [];
    private readonly Dictionary<JobGroupId, GroupLife> _groups = [];
    private readonly Dictionary<TenantPath, int> _active = [];
    private readonly Dictionary<CellKey, CellPhase> _phases = [];
    private readonly HashSet<JobLife> _touched = [];
    private Call _call = new(CallKind.Other);
    private long _sequence;

    public Truth Store { get; set; } = null!;

    public TenantPolicies Policies { get; private set; } = TenantPolicies.Default;

    public int Jobs => _jobs.Count;

    public int Finished => _jobs.Values.Count(static job => job.IsOver);

    private TimeSpan Now => agenda.Now;

    /// <summary>Takes in what one call has written.</summary>
    public void TakeIn(Call call, IReadOnlyList<PuddingEvent> events)
    {
        _call = call;
        _touched.Clear();
        if (call.Heartbeat is { } heartbeat)
            Note(call, heartbeat);
        foreach (var happened in events)
        {
            Check(happened.Sequence > _sequence, $"event {happened.Sequence} comes after event {_sequence}");
            _sequence = happened.Sequence;
            switch (happened)
            {
                case JobEvent ofJob:
                    Live(ofJob);
                    break;
                case JobGroupFinished group:
                    Finish(group);
                    break;
                case CellChanged cell:
                    Move(cell);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Whether the store says the same.</summary>
    public void Compare()
    {
        foreach (var job in _touched)
            CompareJob(job);
        foreach (var group in _touched.Select(static job => job.Job.GroupId).Distinct())
            CompareGroup(group);

        var active = Store.ReadActive();
        Check(active.Count == _jobs.Values.Count(static job => job.IsActive), $"{active.Count} jobs are active in the store, {_jobs.Values.Count(static job => job.IsActive)} by their events");
        foreach (var job in active)
        {
            var known = _jobs[job.Id];
            Check(known.IsActive && known.Worker == job.WorkerId && known.Token == job.FencingToken, $"job {job.Id} is active as {job}, known as {known.State} of {known.Worker}, token {known.Token}");
        }

        foreach (var cell in Store.ReadCells())
        {
            Check(cell.Active == active.Count(job => job.WorkerId == cell.WorkerId), $"worker {cell.WorkerId} counts {cell.Active}, and has {active.Count(job => job.WorkerId == cell.WorkerId)}");
            Check(cell.Active + cell.Offered <= cell.Slots || cell.Offered == 0, $"worker {cell.WorkerId} offers {cell.Offered} beside {cell.Active} of {cell.Slots}");
            Check(cell.Session == SessionOf(cell.WorkerId), $"worker {cell.WorkerId} has session {cell.Session}, not {SessionOf(cell.WorkerId)}");
        }
    }

    private void CompareJob(JobLife job)
    {
        if (Store.FindJob(job.Id) is not { } stored)
        {
            Check(false, $"job {job.Id} is gone");
            return;
        }

        var isSame = stored.State == job.State && stored.Attempt == job.Attempts && stored.InfrastructureLosses == job.Losses
            && stored.CancelRequested == (job.IsActive && job.CancelCause is not null);
        Check(isSame, $"job {job.Id} is {stored.State}, {stored.Attempt} attempts, {stored.InfrastructureLosses} losses in the store; {job.State}, {job.Attempts}, {job.Losses} by its events");
    }

    private void CompareGroup(JobGroupId id)
    {
        var group = _groups[id];
        var isOver = group.Jobs.All(static job => job.IsOver);
        Check(isOver == group.IsFinished, $"group {id}: all of its jobs are over: {isOver}; it is finished: {group.IsFinished}");
        if (group.Terms.FailFast && group.Count(JobState.Failed) > 0)
            Check(group.Jobs.All(static job => job.IsOver || job.CancelCause is not null), $"group {id} has a failed job and goes on");
    }

    private void Move(CellChanged change)
    {
        var active = change.Cell.Kind == CellKind.Worker ? _jobs.Values.Count(job => job.IsActive && job.Worker == change.Cell.Id) : change.Active;
        Check(active == change.Active, $"{change.Cell} has {active} jobs, not {change.Active}");
        Check(change.To != CellPhase.Retired || active == 0, $"{change.Cell} was retired with {active} jobs");
        _phases[change.Cell] = change.To;
    }

    private void Finish(JobGroupFinished finished)
    {
        var group = _groups[finished.GroupId];
        Check(!group.IsFinished, $"group {finished.GroupId} is finished twice");
        group.IsFinished = true;
        Check(group.Jobs.All(static job => job.IsOver), $"group {finished.GroupId} is finished, and a job of it is not over");
        Check(
            (finished.Succeeded, finished.Failed, finished.Cancelled) == (group.Count(JobState.Succeeded), group.Count(JobState.Failed), group.Count(JobState.Cancelled)),
            $"group {finished.GroupId} counts its jobs wrongly");
    }

    private void Check(bool holds, string what)
    {
        if (!holds)
            complain($"{_call.Kind}: {what}");
    }
}
