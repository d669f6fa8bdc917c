using System.Runtime.InteropServices;
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Health;

/// <summary>What all workers have done within the window, from the order of events. The newest event's time is the time: no clock is asked.</summary>
internal sealed class HealthBook(HealthOptions options)
{
    /// <summary>On a farm so busy that this is not a whole window, less than one is enough.</summary>
    private const int MostEnds = 100_000;

    private readonly Dictionary<CellKey, HealthRecord> _records = [];
    private readonly Queue<EndedJob> _ends = [];
    private readonly Tallies _groups = new();
    private readonly Tallies _tenants = new();
    private readonly HashSet<CellKey> _heldBack = [];
    private readonly HashSet<CellKey> _due = [];
    private DateTimeOffset _now;

    /// <summary>Who is to be judged, in no order.</summary>
    public IReadOnlyCollection<CellKey> Due => _due;

    /// <summary>The machine that a worker is judged with.</summary>
    public static CellKey SubjectOf(string worker, string? instance) => instance is null ? CellKey.Worker(worker) : CellKey.Instance(instance);

    public void Follow(PuddingEvent happened)
    {
        switch (happened)
        {
            case JobAssigned job when Find(job.WorkerId, job.InstanceId) is { } record:
                record.IsBack = true;
                record.Chosen.TryAdd(job.GroupId, job.JobId);
                break;
            case JobFinished { WorkerId: { } worker, HeldFor: not null } job:
                End(job, worker, job.InstanceId, job.State == JobState.Succeeded ? EndKind.Succeeded : KindOf(job.Cause), job.Reason);
                break;
            case JobRequeued job:
                End(job, job.WorkerId, job.InstanceId, KindOf(job.Cause), job.Reason);
                break;
            case CellChanged cell:
                Change(cell);
                break;
            default:
                break;
        }

        _now = happened.At;
        Expire(_now - options.Window, _now + options.Window);
    }

    public HealthEvidence EvidenceOf(CellKey subject) => _records.GetValueOrDefault(subject) is not { } record ? new HealthEvidence() : new HealthEvidence
    {
        InfrastructureFailures = [.. record.InfrastructureFailures.Where(failure => failure.At >= _now - options.Window).Select(static failure => failure.Reason)],
        Ended = record.Groups.Ended,
        IsDue = record.SinceCompared >= options.MinJobs,
        Groups = record.Groups.Beside(_groups),
        Tenants = record.Tenants.Beside(_tenants),
    };

    /// <summary>It was judged.</summary>
    public void Settle(CellKey subject)
    {
        _due.Remove(subject);
        if (_records.GetValueOrDefault(subject) is { } record && record.SinceCompared >= options.MinJobs)
            record.SinceCompared = 0;
    }

    /// <returns>Whether this is the first time since its record began.</returns>
    public bool Report(CellKey subject)
    {
        if (_records.GetValueOrDefault(subject) is not { IsReported: false } record)
            return false;
        record.IsReported = true;
        return true;
    }

    private static EndKind KindOf(JobCause cause) => cause switch
    {
        JobCause.HandlerFailed or JobCause.TimedOut => EndKind.Failed,
        JobCause.InfrastructureFailed => EndKind.MachineFailed,
        JobCause.LeaseExpired => EndKind.Lost,
        _ => EndKind.Other, // cancelled, given back, or interrupted by an operator: nobody's failure
    };

    /// <returns>The record; none for one that is held back: what it still does is known to be doubtful.</returns>
    private HealthRecord? Find(string worker, string? instance)
    {
        var subject = SubjectOf(worker, instance);
        if (_heldBack.Contains(subject) || _heldBack.Contains(CellKey.Worker(worker)))
            return null;
        ref var record = ref CollectionsMarshal.GetValueRefOrAddDefault(_records, subject, out _);
        record ??= new HealthRecord();
        record.Workers.Add(worker);
        return record;
    }

    private void End(JobEvent job, string worker, string? instance, EndKind kind, string? reason)
    {
        if (Find(worker, instance) is not { } record)
            return;

        // Everything that is lost when a worker vanishes is one event; and one that never comes back is no longer anybody's concern.
        if (kind == EndKind.Lost && !record.IsBack)
            kind = EndKind.Other;
        if (kind == EndKind.Other)
        {
            if (!record.Counted.Contains(job.JobId) && record.Chosen.GetValueOrDefault(job.GroupId) == job.JobId)
                record.Chosen.Remove(job.GroupId);
            return;
        }

        var subject = SubjectOf(worker, instance);
        if (kind == EndKind.Succeeded)
            record.InfrastructureFailures.Clear();
        if (kind is EndKind.MachineFailed or EndKind.Lost)
        {
            record.IsBack &= kind != EndKind.Lost;

            // Of different jobs: one that breaks every machine must not condemn them.
            record.InfrastructureFailures.RemoveAll(failure => failure.Job == job.JobId);
            record.InfrastructureFailures.Add((job.JobId, job.At, reason ?? "no reason was given"));
            _due.Add(subject);
        }

        if (!record.Counted.Add(job.JobId))
            return;
        record.Chosen.TryAdd(job.GroupId, job.JobId);
        var end = new EndedJob(
            job.At, subject, record, job.JobId, new JobPlace(job.Tenant, job.Queue, job.GroupId), kind != EndKind.Succeeded,
            IsChosen: record.Chosen[job.GroupId] == job.JobId);
        _ends.Enqueue(end);
        Count(end, 1);
        if (++record.SinceCompared >= options.MinJobs)
            _due.Add(subject);
    }

    private void Count(in EndedJob end, int one)
    {
        var failed = end.IsFailure ? one : 0;
        end.Record.Groups.Add(end.Place, one, failed);
        _groups.Add(end.Place, one, failed);
        if (!end.IsChosen)
            return;
        var ofTenant = end.Place with { Group = default };
        end.Record.Tenants.Add(ofTenant, one, failed);
        _tenants.Add(ofTenant, one, failed);
    }

    /// <summary>Someone has decided about a cell: what was before that has no say any more.</summary>
    private void Change(CellChanged cell)
    {
        if (cell.To == CellPhase.Draining)
            _heldBack.Add(cell.Cell);
        else
            _heldBack.Remove(cell.Cell); // of one that is retired nothing is heard any more
        foreach (var (subject, record) in _records.Where(pair => pair.Key == cell.Cell || (cell.Cell.Kind == CellKind.Worker && pair.Value.Workers.Contains(cell.Cell.Id))).ToList())
        {
            _groups.Remove(record.Groups);
            _tenants.Remove(record.Tenants);
            _records.Remove(subject);
            _due.Remove(subject);
        }
    }

    /// <param name="before">What ended before it is too old.</param>
    /// <param name="after">What ended after it did so while the clock was far ahead: without this, it would stay for as long as that.</param>
    private void Expire(DateTimeOffset before, DateTimeOffset after)
    {
        while (_ends.TryPeek(out var end) && (end.At < before || end.At > after || _ends.Count > MostEnds))
        {
            _ends.Dequeue();
            if (_records.GetValueOrDefault(end.Subject) != end.Record)
                continue;
            Count(end, -1);
            end.Record.Counted.Remove(end.Job);
            if (end.IsChosen)
                end.Record.Chosen.Remove(end.Place.Group);
            end.Record.InfrastructureFailures.RemoveAll(failure => failure.At < before);
            if (end.Record.IsEmpty)
                _records.Remove(end.Subject);
        }
    }

    private enum EndKind
    {
        Other,
        Succeeded,
        Failed,
        MachineFailed,
        Lost,
    }

    private readonly record struct EndedJob(
        DateTimeOffset At, CellKey Subject, HealthRecord Record, JobId Job, JobPlace Place, bool IsFailure, bool IsChosen);
}
