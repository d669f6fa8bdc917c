using System.Text;
using Pudding.Events;
using Pudding.Jobs;
using Pudding.KillHost;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Tenants;

namespace Pudding.Storage.Sqlite.Tests.Killing;

/// <summary>Plays the events of the database back, on from where the last look ended, and sees whether what they tell could have happened: what was told stays, without a hole; each job goes
/// through its life and ends once, each group once with its last job; at no moment more is active than may be.</summary>
internal sealed class Tale(History history)
{
    /// <summary>The reason in results that may not count.</summary>
    public const string Forged = "forged";

    private readonly Dictionary<Guid, Claimed?> _jobs = [];
    private readonly Dictionary<Guid, JobState> _finals = [];
    private readonly Dictionary<Guid, int> _open = [];
    private readonly HashSet<Guid> _finishedGroups = [];
    private readonly Dictionary<string, int> _active = [];
    private readonly List<Claimed> _claims = [];
    private readonly List<int> _told = [];

    /// <summary>How many jobs are on a worker at most.</summary>
    public required int Slots { get; init; }

    public int Events => _told.Count;

    public int Claims => _claims.Count;

    public int Finals => _finals.Count;

    public IReadOnlySet<Guid> FinishedGroups => _finishedGroups;

    /// <summary>The claim of a fencing token. In this store the n-th assignment has token n: both come from one row, and roll back together.</summary>
    public Claimed? ClaimOf(long token) => token >= 1 && token <= _claims.Count ? _claims[(int)token - 1] : null;

    /// <summary>The state of a job, and the token of its newest claim, as the events tell.</summary>
    public (JobState State, long Token) StateOf(Guid job)
    {
        if (!_jobs.TryGetValue(job, out var claim))
            return (JobState.Unknown, 0);
        var state = _finals.TryGetValue(job, out var final) ? final :
            claim is not { End: null } ? JobState.Pending : claim.HasStarted ? JobState.Running : JobState.Assigned;
        return (state, claim?.Token ?? 0);
    }

    public int ActiveAt(string name) => _active.GetValueOrDefault(name);

    public void Read(Connection database)
    {
        var sequence = 0L;
        using var rows = database.Query("SELECT seq, body FROM event ORDER BY seq");
        while (rows.Read())
        {
            if (rows.Integer(0) != ++sequence)
            {
                history.Violate($"Event {sequence} is missing; there is {rows.Integer(0)}.");
                return;
            }

            var hash = Encoding.UTF8.GetString(rows.Bytes(1)).GetHashCode(StringComparison.Ordinal);
            if (sequence <= _told.Count)
            {
                if (_told[(int)sequence - 1] != hash)
                    history.Violate($"Event {sequence} is not what it was.");
                continue;
            }

            _told.Add(hash);
            var happened = StoreJson.ReadEvent(rows.Bytes(1));
            if (happened.Sequence != sequence)
                history.Violate($"Event {sequence} says that it is {happened.Sequence}.");
            if (happened is JobEvent about)
                Add(about);
            else if (happened is JobGroupFinished group)
                Add(group);
        }

        if (sequence < _told.Count)
            history.Violate($"There were {_told.Count} events, and now there are {sequence}.");
    }

    private void Add(JobEvent happened)
    {
        var job = happened.JobId.Value;
        var isKnown = _jobs.TryGetValue(job, out var claim);
        var isActive = claim is { End: null };
        var fits = happened switch
        {
            JobEnqueued => !isKnown,
            JobAssigned => isKnown && !isActive,
            JobStarted started => isActive && !claim!.HasStarted && claim.Worker == started.WorkerId,
            JobCancelRequested or JobRequeued => isActive,
            _ => isKnown,
        };
        if (!fits || _finals.ContainsKey(job))
            history.Violate($"Event {happened.Sequence}, {happened.GetType().Name} of {job}, can't have happened: {(_finals.TryGetValue(job, out var final) ? final : claim)}.");
        if ((happened is JobRequeued back ? back.Reason : (happened as JobFinished)?.Reason)?.Contains(Forged, StringComparison.Ordinal) == true)
            history.Violate($"Event {happened.Sequence}: a result that was forged counts for {job}.");
        switch (happened)
        {
            case JobEnqueued:
                _jobs[job] = null;
                _open[happened.GroupId.Value] = _open.GetValueOrDefault(happened.GroupId.Value) + 1;
                break;
            case JobAssigned assigned:
                _jobs[job] = claim = new Claimed(job, assigned.WorkerId, _claims.Count + 1);
                _claims.Add(claim);
                Count(happened, claim, 1);
                break;
            case JobStarted:
                claim!.HasStarted = true;
                break;
            case JobRequeued or JobFinished when isActive:
                Count(happened, claim!, -1);
                claim!.End = happened;
                break;
        }

        if (happened is not JobFinished finished)
            return;
        _finals[job] = finished.State;
        _open[happened.GroupId.Value]--;
    }

    private void Add(JobGroupFinished group)
    {
        if (!_finishedGroups.Add(group.GroupId.Value) || _open[group.GroupId.Value] != 0)
            history.Violate($"Event {group.Sequence}: the group {group.GroupId} finishes with {_open[group.GroupId.Value]} open jobs, or again.");
    }

    private void Count(JobEvent happened, Claimed claim, int change)
    {
        for (TenantPath? node = happened.Tenant; node is { } path; node = path.Parent)
            Count(happened, path.Value, change, Farm.Limits[path]);
        Count(happened, "queue " + happened.Queue, change, happened.Queue == "osx" ? Farm.OsxLimit : int.MaxValue);
        Count(happened, "worker " + claim.Worker, change, Slots);
    }

    private void Count(JobEvent happened, string name, int change, int most)
    {
        var active = _active[name] = _active.GetValueOrDefault(name) + change;
        if (active > most)
            history.Violate($"Event {happened.Sequence}: {active} jobs are active at {name}, which may have {most}.");
    }
}
