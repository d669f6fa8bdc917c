#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Testing.Driving;

/// <summary>One session of a worker, which counts its heartbeats and remembers what it holds.</summary>
internal sealed class DrivenWorker(FarmDriver farm, string id, int slots, long session)
{
    private readonly List<LeaseKey> _held = [];

    public string Id => id;

    public long Session => session;

    public long Sequence { get; private set; }

    public IReadOnlyList<LeaseKey> Held => _held;

    /// <summary>A heartbeat with a sequence of its own: it offers what is free, and holds what it holds.</summary>
    public Heartbeat Next(int? free = null, params IReadOnlyList<JobResult> results) => new()
    {
        WorkerId = id,
        Session = session,
        Sequence = ++Sequence,
        FreeSlots = free ?? Math.Max(0, slots - _held.Count),
        Held = [.. _held],
        Results = results,
    };

    public async Task<HeartbeatReply> SendAsync(Heartbeat heartbeat)
    {
        var reply = await farm.Store.Workers.HeartbeatAsync(heartbeat, farm.Stop);
        farm.Note(
            $"heartbeat {heartbeat.Session}/{heartbeat.Sequence} of {heartbeat.WorkerId}: {heartbeat.FreeSlots} free, holds {Words.List([.. heartbeat.Held.Select(farm.Say)])}, "
            + $"results {Words.List([.. heartbeat.Results.Select(result => $"{farm.Say(result.Lease)} {result.Outcome.Kind}")])}: {reply.Status}");
        return reply;
    }

    /// <summary>A heartbeat that counts.</summary>
    public async Task<HeartbeatReply> BeatAsync(int? free = null, params IReadOnlyList<JobResult> results)
    {
        var reply = await SendAsync(Next(free, results));
        Expect.Equal($"the newest heartbeat of the newest session of {id}", HeartbeatStatus.Accepted, reply.Status);
        return reply;
    }

    /// <summary>Says from now on that it holds a lease.</summary>
    public void Hold(LeaseKey lease) => _held.Add(lease);

    public void Drop(LeaseKey lease) => _held.Remove(lease);

    /// <summary>Says that it has a job: it runs now.</summary>
    public async Task<HeartbeatReply> AcknowledgeAsync(LeaseKey lease)
    {
        Hold(lease);
        var reply = await BeatAsync();
        Expect.That(reply.Renewed.Contains(lease), $"{farm.Say(lease)}, held by {id}, is renewed", $"renewed: {Words.List([.. reply.Renewed.Select(farm.Say)])}");
        return reply;
    }

    /// <summary>Says how a job ended.</summary>
    public async Task<HeartbeatReply> FinishAsync(LeaseKey lease, JobOutcome outcome, TimeSpan? ranFor = null)
    {
        Drop(lease);
        var reply = await BeatAsync(free: null, Result(lease, outcome, ranFor));
        Expect.Same($"what the answer to a result of {farm.Say(lease)} calls settled", [farm.Say(lease)], reply.Settled.Select(farm.Say));
        return reply;
    }

    public JobResult Result(LeaseKey lease, JobOutcome outcome, TimeSpan? ranFor = null) =>
        new() { Lease = lease, Outcome = outcome, RanFor = ranFor ?? farm.Unit };

    public async Task<WorkerInbox> InboxAsync() => await farm.Store.Workers.ReadInboxAsync(id, session, farm.Stop);

    public async Task DisconnectAsync()
    {
        farm.Note($"disconnect {id}, session {session}");
        await farm.Store.Workers.DisconnectAsync(id, session, farm.Stop);
    }
}
