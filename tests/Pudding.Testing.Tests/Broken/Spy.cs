using System.Collections.Concurrent;
using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Testing.Tests.Broken;

/// <summary>Remembers what went by: some stores can only be broken by who knows more than a call tells.</summary>
internal sealed class Spy
{
    public long Epoch { get; private set; }

    public string Holder { get; private set; } = "";

    /// <summary>The newest session of each worker.</summary>
    public ConcurrentDictionary<string, long> Sessions { get; } = [];

    /// <summary>The newest sequence of each worker.</summary>
    public ConcurrentDictionary<string, long> Sequences { get; } = [];

    /// <summary>A store, watched.</summary>
    public static (StoreSet Store, Spy Spy) On(StoreSet store)
    {
        var spy = new Spy();
        return (
            store with
            {
                Baton = new TamperedBatonStore(store.Baton)
                {
                    Acquire = async (input, next) =>
                    {
                        var epoch = await next(input);
                        if (epoch is { } taken)
                            (spy.Epoch, spy.Holder) = (taken, input.Holder);
                        return epoch;
                    },
                },
                Workers = new TamperedWorkerStore(store.Workers)
                {
                    Connect = async (registration, next) =>
                    {
                        var reply = await next(registration);
                        if (reply.Session != 0)
                            (spy.Sessions[registration.WorkerId], spy.Sequences[registration.WorkerId]) = (reply.Session, 0);
                        return reply;
                    },
                    Heartbeat = (beat, next) =>
                    {
                        if (beat.Session == spy.Sessions.GetValueOrDefault(beat.WorkerId) && beat.Sequence > spy.Sequences.GetValueOrDefault(beat.WorkerId))
                            spy.Sequences[beat.WorkerId] = beat.Sequence;
                        return next(beat);
                    },
                },
            },
            spy);
    }

    /// <summary>Gives back everything that a worker has, as a result would.</summary>
    public async Task TakeBackAsync(StoreSet store, string worker)
    {
        if (!Sessions.TryGetValue(worker, out var session))
            return;
        var results = (await store.Jobs.ReadActiveAsync(CancellationToken.None)).Where(job => job.WorkerId == worker).Select(static job => new JobResult
        {
            Lease = new LeaseKey(job.Id, job.FencingToken), Outcome = Pudding.Jobs.JobOutcome.Requeue(TimeSpan.Zero), RanFor = TimeSpan.FromSeconds(1),
        });
        await store.Workers.HeartbeatAsync(
            new Heartbeat { WorkerId = worker, Session = session, Sequence = Sequences[worker] + 1, FreeSlots = 0, Held = [], Results = [.. results] }, CancellationToken.None);
    }
}
