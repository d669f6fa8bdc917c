using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Tests.Faults.Simulated;

/// <summary>What is said that is not so.</summary>
internal sealed partial class Troubles
{
    /// <summary>A dispatcher with a wrong picture, or one that was taken for dead: the store lets through only what is right.</summary>
    private void DecideWrongly()
    {
        if (_jobs.Count == 0 || Worker() is not { } worker)
            return;
        var newest = _jobs.TakeLast(12).ToList();
        var session = _dice.Chance(0.9) ? _estate.Ledger.SessionOf(worker.Id) : worker.Session;
        _estate.Truth.Claim(new ClaimBatch
        {
            Epoch = _estate.Ledger.Epoch - _dice.Below(2),
            LeaseDuration = TimeSpan.FromSeconds(60),
            Claims = [.. Enumerable.Range(0, _dice.From(1, 4)).Select(_ => new Claim(_dice.Of(newest), worker.Id, session))],
        });
        _estate.Truth.Sweep(new SweepRequest(_estate.Ledger.Epoch - 1, TimeSpan.Zero, TimeSpan.Zero));
    }

    /// <summary>A message that no worker has sent.</summary>
    private void Forge()
    {
        if (Worker() is not { } worker)
            return;
        var leases = _estate.Truth.ReadActive().Select(static job => new LeaseKey(job.Id, job.FencingToken)).ToList();
        var id = _dice.Chance(0.1) ? "nobody" : worker.Id;
        var session = _estate.Ledger.SessionOf(id);
        var isOfSession = session > 0 && _dice.Chance(0.5);
        var heartbeat = new Heartbeat
        {
            WorkerId = id,

            // With the session, it comes too late; without it, it doesn't matter when it comes.
            Session = isOfSession ? session : _dice.Of<long>([0, Math.Max(0, session - 1), long.MaxValue]),
            Sequence = isOfSession ? Math.Max(0, _estate.Ledger.SequenceOf(id) - _dice.Below(3)) : _dice.Of<long>([1, 1000, long.MaxValue]),
            FreeSlots = _dice.Chance(0.1) ? -1 : 3,
            Held = _dice.Chance(0.5) ? leases : [],
            Results = [.. leases.Select(static lease => new JobResult { Lease = lease, Outcome = JobOutcome.Succeeded, RanFor = TimeSpan.FromSeconds(1) })],
        };
        _estate.Deliver(gateway => AskAsync(gateway, heartbeat), static _ => { }, static () => { });
    }

    /// <summary>What can't be a heartbeat is refused before the store hears of it; anything else is not.</summary>
    private async ValueTask<bool> AskAsync(IWorkerTransport gateway, Heartbeat heartbeat)
    {
        var isBad = heartbeat.Session < 1 || heartbeat.Sequence < 1 || heartbeat.FreeSlots < 0;
        try
        {
            await gateway.HeartbeatAsync(heartbeat, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ArgumentException) when (isBad)
        {
            return false;
        }

        if (isBad)
            _estate.Complain($"{heartbeat} was not refused");
        return true;
    }
}
