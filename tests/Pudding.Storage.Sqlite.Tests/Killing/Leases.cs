using System.Diagnostics;
using Pudding.Events;
using Pudding.Jobs;
using Pudding.KillHost;
using Pudding.Protocol.Messages;

namespace Pudding.Storage.Sqlite.Tests.Killing;

/// <summary>Who trusts which lease until when, by what the host has answered: nobody may trust a job that another trusts. Thread-safe.</summary>
internal sealed class Leases(History history)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Trust> _trusts = [];
    private readonly Dictionary<Guid, List<Trust>> _jobs = [];
    private readonly Dictionary<Guid, long> _done = [];
    private readonly HashSet<Guid> _mayBeCancelled = [];

    /// <summary>From now on the job may end without its worker.</summary>
    public void MayBeCancelled(Guid job)
    {
        lock (_gate)
            _mayBeCancelled.Add(job);
    }

    /// <param name="lease">A lease that the worker was handed.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="sentAt">When its heartbeat was sent.</param>
    /// <param name="remaining">How long the lease held when it was handed over.</param>
    /// <param name="life">The life of the host that has answered.</param>
    public void Assigned(Lease lease, string worker, long sentAt, TimeSpan remaining, int life)
    {
        history.Promised(life, $"{lease} is assigned to {worker}", book => book.Tale.ClaimOf(lease.Token) is { } claim && claim.Job == lease.Job && claim.Worker == worker);
        lock (_gate)
        {
            if (_done.TryGetValue(lease.Job, out var done) && lease.Token > done)
                history.Violate($"{lease} is handed to {worker}, but was done and settled under {done}.");
            if (!_trusts.TryGetValue(lease.Token, out var trust))
            {
                trust = _trusts[lease.Token] = new Trust(lease, worker, Stopwatch.GetTimestamp());
                if (!_jobs.TryGetValue(lease.Job, out var all))
                    _jobs[lease.Job] = all = [];
                all.Add(trust);
            }

            if (trust.Lease != lease || trust.Worker != worker)
                history.Violate($"{lease} is handed to {worker}, but {trust.Lease} to {trust.Worker} has that token.");
            trust.Until = sentAt + Ticks(remaining);
            CheckAlone(trust, sentAt);
        }
    }

    public void Renewed(Lease lease, string worker, long sentAt, int life)
    {
        history.Promised(life, $"{lease} of {worker} is renewed", book => book.Tale.ClaimOf(lease.Token) is { HasStarted: true });
        lock (_gate)
        {
            var trust = _trusts[lease.Token];
            trust.Until = sentAt + Ticks(Farm.Lease);
            CheckAlone(trust, sentAt);
        }
    }

    public void ResultSent(Lease lease, string worker, WireOutcome outcome)
    {
        history.Note($"{worker} sends {outcome.Kind} for {lease}");
        lock (_gate)
            _trusts[lease.Token].HasEnded = true;
    }

    public void Settled(Lease lease, string worker, WireOutcome outcome, int life)
    {
        bool counts;
        lock (_gate)
        {
            var trust = _trusts[lease.Token];
            counts = Stopwatch.GetTimestamp() < trust.Until && !_mayBeCancelled.Contains(lease.Job);
            if (counts && outcome.Kind == "succeeded")
            {
                _done[lease.Job] = lease.Token;
                if (_jobs[lease.Job].FirstOrDefault(other => other.Lease.Token > lease.Token) is { } later)
                    history.Violate($"{lease} of {worker} is done and settled, but {later.Lease} was handed to {later.Worker}.");
            }
        }

        history.Promised(life, $"{outcome.Kind} of {worker} for {lease} is settled{(counts ? " and counts" : "")}", book =>
            book.Tale.ClaimOf(lease.Token)?.End is { } end && (!counts || IsBy(end, outcome, worker)));
    }

    public void Lost(Lease lease, string worker)
    {
        history.Note($"{worker} has lost {lease}");
        lock (_gate)
        {
            var trust = _trusts[lease.Token];
            if (!trust.HasEnded && Stopwatch.GetTimestamp() < trust.Until && !_mayBeCancelled.Contains(lease.Job))
                history.Violate($"{lease} is lost to {worker} although it holds.");
            trust.HasEnded = true;
        }
    }

    /// <summary>The worker has forgotten everything.</summary>
    public void Abandoned(string worker)
    {
        history.Note($"{worker} begins anew");
        lock (_gate)
        {
            foreach (var trust in _trusts.Values.Where(trust => trust.Worker == worker))
                trust.HasEnded = true;
        }
    }

    /// <summary>Every end that was told carries its reason, so that it is known again.</summary>
    private static bool IsBy(JobEvent end, WireOutcome outcome, string worker) => end switch
    {
        JobFinished { State: JobState.Succeeded } done => outcome.Kind == "succeeded" && done.WorkerId == worker,
        JobFinished failed => outcome.Kind == "failed" && failed.Reason?.Contains(outcome.Reason!, StringComparison.Ordinal) == true,
        JobRequeued back => outcome.Kind != "succeeded" && back.Reason.Contains(outcome.Reason!, StringComparison.Ordinal),
        _ => false,
    };

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private void CheckAlone(Trust trust, long sentAt)
    {
        var now = Stopwatch.GetTimestamp();
        foreach (var other in _jobs[trust.Lease.Job])
        {
            if (other.Lease.Token > trust.Lease.Token && other.SeenAt < sentAt)
                history.Violate($"{trust.Lease} of {trust.Worker} holds, but {other.Lease} was handed to {other.Worker} before.");
            if (other != trust && !trust.HasEnded && !other.HasEnded && now < other.Until && now < trust.Until)
                history.Violate($"{trust.Lease} of {trust.Worker} and {other.Lease} of {other.Worker} both hold.");
        }
    }

    private sealed record Trust(Lease Lease, string Worker, long SeenAt)
    {
        public long Until { get; set; }

        public bool HasEnded { get; set; }
    }
}
