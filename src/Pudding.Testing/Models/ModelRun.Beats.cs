#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Testing.Driving;
using Pudding.Workers;

namespace Pudding.Testing.Models;

internal sealed partial class ModelRun
{
    private async Task BeatAsync(Operation operation)
    {
        var worker = Pick(_model.Workers, operation.A);
        var heartbeat = Compose(worker, operation, worker.Session, worker.Sequence + 1);
        var reply = await SendAsync(heartbeat);
        if (worker.EffectivePhase == CellPhase.Retired)
        {
            Expect.That(
                reply.Status == HeartbeatStatus.Retired || (worker.Session == 0 && reply.Status == HeartbeatStatus.UnknownSession),
                $"the status of a heartbeat of {worker.Id}: Retired", reply.Status.ToString());
            return;
        }

        if (worker.Session == 0)
        {
            Expect.Equal($"the status of a heartbeat of {worker.Id}, which is not connected", HeartbeatStatus.UnknownSession, reply.Status);
            return;
        }

        Expect.Equal($"the status of a heartbeat of {worker.Id}", HeartbeatStatus.Accepted, reply.Status);
        var (renewed, lost) = _model.Beat(worker, heartbeat, _lease);
        _results.AddRange(heartbeat.Results.Select((result, i) => (result, (operation.Id * 8) + i)));
        Expect.SameSet("the leases that were renewed", renewed.Select(_farm.Say), reply.Renewed.Select(_farm.Say));
        Expect.SameSet("the leases that are lost", lost.Select(_farm.Say), reply.Lost.Select(_farm.Say));
        Expect.SameSet("the results that are settled", heartbeat.Results.Select(static result => result.Lease).Distinct(), reply.Settled.Distinct());
        Expect.Equal($"whether {worker.Id} is being drained", worker.EffectivePhase == CellPhase.Draining, reply.IsDraining);
        Expect.SameSet("the assignments in the answer", NotTaken(worker), reply.Assignments.Select(assignment => _farm.Say(assignment.Lease)));
        Expect.SameSet("what the answer says is to be stopped", ToStop(worker), reply.Cancel.Select(_farm.Say));
    }

    /// <summary>A heartbeat that came too late: nothing is changed by it.</summary>
    private async Task StaleBeatAsync(Operation operation)
    {
        var worker = Pick(_model.Workers, operation.A);
        if (worker.EffectivePhase == CellPhase.Retired)
            return;
        var former = worker.Former.Count > 0 && operation.B % 2 == 0;
        if (!former && worker.Sequence == 0)
            return;
        var heartbeat = former
            ? Compose(worker, operation, Pick(worker.Former, operation.C), 1000)
            : Compose(worker, operation, worker.Session, worker.Sequence - (operation.C % (int)worker.Sequence));
        var expected = former || worker.Session == 0 ? HeartbeatStatus.UnknownSession : HeartbeatStatus.Superseded;
        Expect.Equal($"the status of a stale heartbeat of {worker.Id}", expected, (await SendAsync(heartbeat)).Status);
    }

    private Heartbeat Compose(ModelWorker worker, Operation operation, long session, long sequence)
    {
        var jobs = _model.On(worker).OrderBy(static job => job.Token).ToList();
        var held = jobs.Where(job => (operation.C >> (job.Key % 13)) % 4 != 0).Select(static job => job.Lease).ToList();
        var results = jobs.Where(job => (operation.D >> (job.Key % 13)) % 4 == 0).Select(job => ResultOf(job.Lease, operation.D + job.Key)).ToList();
        if (operation.D % 6 == 1 && _ghosts.Count > 0)
            held.Add(Operation.Choose(_ghosts, static ghost => ghost.Key, operation.C).Lease);
        if (operation.D % 7 == 1 && _ghosts.Count > 0)
            results.Add(ResultOf(Operation.Choose(_ghosts, static ghost => ghost.Key, operation.D).Lease, operation.C));
        if (operation.D % 5 == 1 && _results.Count > 0)
            results.Add(Operation.Choose(_results, static result => result.Key, operation.C).Result);
        return new Heartbeat
        {
            WorkerId = worker.Id,
            Session = session,
            Sequence = sequence,
            FreeSlots = Math.Min(operation.B % (worker.Slots + 1), worker.Slots - jobs.Count),
            Held = [.. held.Distinct()],
            Results = results,
        };
    }

    private JobResult ResultOf(LeaseKey lease, int dice) => new()
    {
        Lease = lease,
        RanFor = dice % 3 == 0 ? TimeSpan.Zero : _farm.Units(0.5),
        Outcome = (dice % 11) switch
        {
            0 or 1 or 2 => JobOutcome.Succeeded,
            3 or 4 => JobOutcome.Failed("No."),
            5 => JobOutcome.Requeue(TimeSpan.Zero),
            6 => JobOutcome.Requeue(_farm.Units(2.5)),
            7 => JobOutcome.InfrastructureFailed("No disk."),
            8 => JobOutcome.TimedOut("Slow."),
            9 => JobOutcome.Cancelled,
            _ => JobOutcome.Failed("Again."),
        },
    };

    private async Task<HeartbeatReply> SendAsync(Heartbeat heartbeat)
    {
        var reply = await _farm.Store.Workers.HeartbeatAsync(heartbeat, _farm.Stop);
        _farm.Note(
            $"heartbeat {heartbeat.Session}/{heartbeat.Sequence} of {heartbeat.WorkerId}: {heartbeat.FreeSlots} free, holds {Words.List([.. heartbeat.Held.Select(_farm.Say)])}, "
            + $"results {Words.List([.. heartbeat.Results.Select(result => $"{_farm.Say(result.Lease)} {result.Outcome.Kind}, ran for {result.RanFor}")])}: {reply.Status}");
        return reply;
    }

    /// <summary>What a worker is told of in an answer that is read now.</summary>
    private List<string> NotTaken(ModelWorker worker)
    {
        var jobs = _model.On(worker).Where(job => job.State == JobState.Assigned && job.Session == worker.Session).ToList();
        jobs.ForEach(static job => job.WasDelivered = true);
        return jobs.ConvertAll(job => _farm.Say(job.Lease));
    }

    private IEnumerable<string> ToStop(ModelWorker worker) => _model.On(worker).Where(static job => job.ToBeCancelled).Select(job => _farm.Say(job.Lease));
}
