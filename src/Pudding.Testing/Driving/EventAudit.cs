#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Events;
using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Testing.Driving;

/// <summary>Plays the events of a store back, and sees whether what they tell could have happened: each job goes through its life and ends once, each group ends once with its
/// last job, and at no moment more jobs are active on a node or a worker than may be.</summary>
internal sealed class EventAudit(FarmDriver farm)
{
    private readonly Dictionary<JobId, Life> _jobs = [];
    private readonly Dictionary<JobGroupId, int> _open = [];
    private readonly HashSet<JobGroupId> _finished = [];
    private readonly Dictionary<TenantPath, int> _active = [];
    private readonly Dictionary<string, int> _load = new(StringComparer.Ordinal);
    private long _latest;

    /// <summary>The most jobs that may be active on a node.</summary>
    public Func<TenantPath, int> Ceiling { get; init; } = static _ => int.MaxValue;

    /// <summary>The most jobs that may be active on a worker.</summary>
    public int Slots { get; init; } = int.MaxValue;

    private enum Stage
    {
        None,
        Waiting,
        Assigned,
        Running,
        Over,
    }

    /// <summary>Whether a job has come to its end, as far as the events say.</summary>
    public bool IsOver(JobId job) => _jobs.GetValueOrDefault(job)?.Stage == Stage.Over;

    public void Add(IEnumerable<PuddingEvent> events)
    {
        foreach (var happened in events)
        {
            Expect.That(happened.Sequence > _latest, $"an event after {_latest}", $"{happened.Sequence}, {happened.GetType().Name}");
            _latest = happened.Sequence;
            if (happened is JobEvent about)
                Add(about);
            else if (happened is JobGroupFinished group)
                Add(group);
        }
    }

    /// <summary>Compares what the events have told with what the store says now.</summary>
    public async Task CompareAsync()
    {
        foreach (var (id, life) in _jobs)
        {
            var state = (await farm.JobAsync(id)).State;
            var told = life.Stage switch { Stage.Waiting => JobState.Pending, Stage.Assigned => JobState.Assigned, Stage.Running => JobState.Running, _ => life.Final };
            Expect.That(state == told, $"{farm.Say(id)} is {told}, as its events tell", $"it is {state}");
        }

        var active = (await farm.ActiveAsync()).Select(job => farm.Say(job.Id)).Order(StringComparer.Ordinal);
        Expect.Same("the active jobs, which are those that the events tell of", _jobs.Where(static job => job.Value.IsActive).Select(job => farm.Say(job.Key)).Order(StringComparer.Ordinal), active);
        foreach (var cell in await farm.Store.Workers.ReadCellsAsync(farm.Stop))
            Expect.Equal($"the jobs active on {cell.WorkerId}, as its cell says", _load.GetValueOrDefault(cell.WorkerId), cell.Active);
    }

    private void Add(JobEvent happened)
    {
        var life = _jobs.TryGetValue(happened.JobId, out var known) ? known : _jobs[happened.JobId] = new Life();
        var next = happened switch
        {
            JobEnqueued when life.Stage == Stage.None => Stage.Waiting,
            JobAssigned when life.Stage == Stage.Waiting => Stage.Assigned,
            JobStarted when life.Stage == Stage.Assigned => Stage.Running,
            JobCancelRequested when life.IsActive => life.Stage,
            JobRequeued when life.IsActive => Stage.Waiting,
            JobFinished when life.Stage is not (Stage.None or Stage.Over) => Stage.Over,
            _ => throw new ExpectationException(
                $"an event of {farm.Say(happened.JobId)} that goes on from {life.Stage}: {string.Join(", ", life.Told)}", $"{happened.GetType().Name} at {happened.Sequence}"),
        };
        life.Told.Add(happened.GetType().Name);
        if (happened is JobEnqueued)
            _open[happened.GroupId] = _open.GetValueOrDefault(happened.GroupId) + 1;
        if (happened is JobAssigned assigned)
            Occupy(life, assigned);
        else if (life.IsActive && next is Stage.Waiting or Stage.Over)
            Free(life, happened.Tenant);
        life.Stage = next;
        if (happened is not JobFinished finished)
            return;
        life.Final = finished.State;
        _open[happened.GroupId]--;
    }

    private void Occupy(Life life, JobAssigned assigned)
    {
        life.Worker = assigned.WorkerId;
        var load = _load[assigned.WorkerId] = _load.GetValueOrDefault(assigned.WorkerId) + 1;
        Expect.That(load <= Slots, $"at most {Slots} jobs active on {assigned.WorkerId}", $"{load}, after event {assigned.Sequence} gave it {farm.Say(assigned.JobId)}");
        for (TenantPath? node = assigned.Tenant; node is { } path; node = path.Parent)
        {
            var active = _active[path] = _active.GetValueOrDefault(path) + 1;
            Expect.That(active <= Ceiling(path), $"at most {Ceiling(path)} jobs of '{path}' active", $"{active}, after event {assigned.Sequence} gave {farm.Say(assigned.JobId)} to {assigned.WorkerId}");
        }
    }

    private void Free(Life life, TenantPath tenant)
    {
        _load[life.Worker!]--;
        for (TenantPath? node = tenant; node is { } path; node = path.Parent)
            _active[path]--;
    }

    private void Add(JobGroupFinished group)
    {
        Expect.Equal($"the jobs that are not over of the group that finished at {group.Sequence}", 0, _open.GetValueOrDefault(group.GroupId, -1));
        Expect.That(_finished.Add(group.GroupId), "a group finishes once", $"again at {group.Sequence}");
    }

    private sealed class Life
    {
        public Stage Stage { get; set; }

        public JobState Final { get; set; }

        public string? Worker { get; set; }

        public List<string> Told { get; } = [];

        public bool IsActive => Stage is Stage.Assigned or Stage.Running;
    }
}
