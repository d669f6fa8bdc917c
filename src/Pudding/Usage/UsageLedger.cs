using Pudding.Events;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Usage;

/// <summary>Counts usage from the events in their order: a pure fold, so that whoever begins at a checkpoint comes to the same figures.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>How long a job held its slot is what the store measured (<see cref="JobFinished.HeldFor"/>), never the difference of two times of day.</item>
/// <item>Times of day only say in which period something was: an event counts where the clock stood when it happened, also when the clock is set back or leaps, so a
/// clock that is wrong for a moment is wrong about that moment only.</item>
/// <item>The jobs that are active between two events are active in every period that the clock passes between them.</item>
/// </list>
/// </remarks>
internal sealed class UsageLedger
{
    private readonly UsagePeriod _period;
    private readonly Dictionary<JobId, UsageRun> _open;
    private readonly Dictionary<(TenantPath Tenant, string? Queue), int> _active = [];

    // What has changed since the last change was taken.
    private readonly Dictionary<UsageKey, UsageTally> _tallies = [];
    private readonly Dictionary<JobId, UsageRun> _began = [];
    private readonly HashSet<JobId> _ended = [];
    private readonly List<UsageGap> _gaps = [];
    private long _taken;
    private DateTimeOffset? _countedTo;

    public UsageLedger(UsageCheckpoint from, UsagePeriod period)
    {
        _period = period;
        (_taken, Cursor, _countedTo) = (from.Cursor, from.Cursor, from.CountedTo);
        _open = from.OpenRuns.ToDictionary(static run => run.JobId);
        foreach (var run in _open.Values)
            Occupy(run, 1);
    }

    /// <summary>The last event that is counted.</summary>
    public long Cursor { get; private set; }

    /// <summary>Events are gone that come before the next one.</summary>
    /// <remarks>Of the jobs that were active before it, nobody knows which still are; so none is taken to be. When such a job ends, its event says how long it held its slot, and
    /// that counts in full.</remarks>
    public void Miss(long count, DateTimeOffset nextAt)
    {
        _gaps.Add(new UsageGap(_countedTo ?? DateTimeOffset.MinValue, nextAt, count));
        _ended.UnionWith(_open.Keys);
        _began.Clear();
        _open.Clear();
        _active.Clear();
    }

    /// <summary>Counts the next event.</summary>
    public void Count(PuddingEvent happened)
    {
        PassTime(happened.At);
        switch (happened)
        {
            case JobEnqueued enqueued:
                foreach (var tally in TalliesOf(enqueued))
                    tally.Enqueued++;
                break;
            case JobAssigned assigned:
                Begin(assigned);
                break;
            case JobStarted started:
                foreach (var tally in TalliesOf(started))
                    tally.Started++;
                break;
            case JobRequeued requeued:
                End(requeued, requeued.HeldFor);
                if (requeued.WasLost)
                    CountLost(requeued);
                break;
            case JobFinished finished:
                Finish(finished);
                break;
        }

        Cursor = happened.Sequence;
    }

    /// <summary>What was counted since this was called last.</summary>
    public UsageChange TakeChange()
    {
        var change = new UsageChange
        {
            After = _taken,
            Cursor = Cursor,
            CountedTo = _countedTo ?? DateTimeOffset.MinValue,
            Ended = [.. _ended],
            Began = [.. _began.Values],
            Records = [.. _tallies.Select(static tally => tally.Value.ToRecord(tally.Key))],
            Gaps = [.. _gaps],
        };
        _taken = Cursor;
        _ended.Clear();
        _began.Clear();
        _tallies.Clear();
        _gaps.Clear();
        return change;
    }

    private void PassTime(DateTimeOffset now)
    {
        var to = _period.StartOf(now);
        var from = _period.StartOf(_countedTo ?? now);
        _countedTo = now;
        if (from == to)
            return;

        // Set back, or by months: those between were not seen.
        var next = from < to && (to - from) / (_period.EndOf(from) - from) <= UsagePeriodExtensions.MaxPeriods ? _period.EndOf(from) : to;
        for (; next <= to; next = _period.EndOf(next))
        {
            foreach (var (key, active) in _active)
                TallyOf(key, next).Raise(active);
        }
    }

    private void Begin(JobAssigned assigned)
    {
        Leave(assigned.JobId);
        var run = new UsageRun(assigned.JobId, assigned.Tenant, assigned.Queue, assigned.At);
        _open[run.JobId] = _began[run.JobId] = run;
        Occupy(run, 1);
        foreach (var key in UsageKey.Of(run.Tenant, run.Queue))
            TallyOf(key, assigned.At).Raise(_active[key]);
    }

    private void Finish(JobFinished finished)
    {
        if (finished.HeldFor is { } heldFor)
            End(finished, heldFor);
        foreach (var tally in TalliesOf(finished))
        {
            tally.Succeeded += finished.State == JobState.Succeeded ? 1 : 0;
            tally.Failed += finished.State == JobState.Failed ? 1 : 0;
            tally.Cancelled += finished.State == JobState.Cancelled ? 1 : 0;
        }

        if (finished.Cause is JobCause.LeaseExpired or JobCause.Interrupted or JobCause.InfrastructureFailed)
            CountLost(finished);
    }

    private void CountLost(JobEvent job)
    {
        foreach (var tally in TalliesOf(job))
            tally.Lost++;
    }

    private void End(JobEvent job, TimeSpan heldFor)
    {
        // It is counted where it began; where the clock was set back since, that would reach beyond its end, so then it is counted back from there.
        var since = job.At - heldFor;
        if (Leave(job.JobId) is { } run && run.Since < since)
            since = run.Since;
        foreach (var (start, time) in _period.Split(since, heldFor))
        {
            foreach (var key in UsageKey.Of(job.Tenant, job.Queue))
            {
                var tally = TallyOf(key, start);
                tally.SlotTime += time;
                tally.Raise(1);
            }
        }
    }

    private UsageRun? Leave(JobId job)
    {
        if (!_open.Remove(job, out var run))
            return null;
        if (!_began.Remove(job))
            _ended.Add(job);
        Occupy(run, -1);
        return run;
    }

    private void Occupy(in UsageRun run, int slots)
    {
        foreach (var key in UsageKey.Of(run.Tenant, run.Queue))
        {
            if (_active.GetValueOrDefault(key) + slots is > 0 and var active)
                _active[key] = active;
            else
                _active.Remove(key);
        }
    }

    private IEnumerable<UsageTally> TalliesOf(JobEvent job) => UsageKey.Of(job.Tenant, job.Queue).Select(key => TallyOf(key, job.At));

    private UsageTally TallyOf((TenantPath Tenant, string? Queue) key, DateTimeOffset at)
    {
        var full = new UsageKey(key.Tenant, key.Queue, _period, _period.StartOf(at));
        if (!_tallies.TryGetValue(full, out var tally))
            _tallies[full] = tally = new UsageTally();
        return tally;
    }
}
