using BuildFarm.Builds;
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Tenants;

namespace BuildFarm.Farm;

/// <summary>What the events say of the farm so far: who waits, what runs where, what is over. Thread-safe: events come in while a view draws.</summary>
internal sealed class FarmBoard
{
    private const int LatestKept = 40;

    private readonly Lock _lock = new();
    private readonly List<ProjectTally> _projects;
    private readonly Dictionary<TenantPath, ProjectTally> _byPath;
    private readonly SortedDictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly Dictionary<JobId, RunningJob> _running = [];
    private readonly Queue<PuddingEvent> _latest = [];
    private readonly Dictionary<string, int> _interrupted = new(StringComparer.Ordinal);
    private int _over;

    public FarmBoard(BuildFile builds)
    {
        _projects = [.. builds.Projects.Select(project => new ProjectTally(project.Path, project.Jobs.Count, project.Limit ?? builds.Limit))];
        _byPath = _projects.ToDictionary(static tally => tally.Path);
        Jobs = builds.Projects.Sum(static project => project.Jobs.Count);
    }

    /// <summary>How many jobs the file has.</summary>
    public int Jobs { get; }

    /// <summary>How many jobs were taken from an instance that was to go. A pool never does; those of an instance that was lost are not among them.</summary>
    public int KilledByScaleIn { get; private set; }

    /// <summary>Whether every job of the file is over.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock)
                return _over == Jobs;
        }
    }

    public void Apply(PuddingEvent happened)
    {
        lock (_lock)
        {
            switch (happened)
            {
                case WorkerConnected worker:
                    _slots[worker.WorkerId] = worker.Slots;
                    break;

                case WorkerDisconnected worker:
                    _slots.Remove(worker.WorkerId);
                    break;

                case CellChanged { To: CellPhase.Retired, Cell: { Kind: CellKind.Instance } instance } retired:
                    _slots.Remove(instance.Id); // an instance's worker has its name
                    _interrupted.Remove(instance.Id, out var interrupted);
                    if (retired.From == CellPhase.Draining)
                        KilledByScaleIn += interrupted;
                    break;

                case JobEnqueued enqueued:
                    _byPath[enqueued.Tenant].OnEnqueued(enqueued.At);
                    break;

                // From here on the job counts against its project's limit.
                case JobAssigned assigned:
                    _byPath[assigned.Tenant].OnAssigned();
                    _running[assigned.JobId] = new RunningJob(assigned.WorkerId, assigned.Tenant, assigned.JobName ?? "", assigned.At);
                    break;

                case JobRequeued requeued:
                    _byPath[requeued.Tenant].OnRequeued();
                    if (requeued.Cause == JobCause.Interrupted)
                        _interrupted[requeued.WorkerId] = _interrupted.GetValueOrDefault(requeued.WorkerId) + 1;
                    _running.Remove(requeued.JobId);
                    break;

                case JobFinished finished:
                    _byPath[finished.Tenant].OnFinished(finished, wasActive: _running.Remove(finished.JobId));
                    _over++;
                    break;
            }

            _latest.Enqueue(happened);
            if (_latest.Count > LatestKept)
                _latest.Dequeue();
        }
    }

    public BoardSnapshot Snapshot()
    {
        lock (_lock)
        {
            return new BoardSnapshot
            {
                Projects = [.. _projects.Select(static tally => tally.Snapshot())],
                Workers =
                [
                    .. _slots.Select(worker => new WorkerSnapshot(
                        worker.Key,
                        worker.Value,
                        [.. _running.Values.Where(job => job.WorkerId == worker.Key).OrderBy(static job => job.Since)])),
                ],
                Latest = [.. _latest],
            };
        }
    }
}
