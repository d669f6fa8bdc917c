using CsCheck;
using Pudding.Events;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Workers;

namespace Pudding.Tests.Dispatch;

/// <summary>Random histories with faults, on fake time: workers that vanish, come back, repeat themselves, answer late; jobs that are cancelled; a dispatcher that
/// decides at random. After each step, and after everything has come to rest, nothing is lost and nothing happens twice.</summary>
public sealed class FaultTests
{
    private const int Limit = 2;

    private static readonly string[] Tenants = ["a/x", "a/y", "b/x"];

    [Fact]
    public void Nothing_is_lost_nothing_is_done_twice_and_no_limit_is_exceeded() =>
        Gen.Select(Gen.Int[0, 13], Gen.Int[0, 9999]).Array[0, 120].Sample(
            history =>
            {
                using var run = new Run();
                run.PlayAsync(history).GetAwaiter().GetResult();
            },
            iter: 200);

    private sealed class Run : IDisposable
    {
        private readonly FakeFarm _farm = new(o => (o.DefaultLimit, o.WindowSize, o.MaxInfrastructureLosses) = (Limit, 4, 1000));
        private readonly List<Hand> _hands = [.. Enumerable.Range(0, 3).Select(static i => new Hand($"w{i}"))];
        private readonly HashSet<JobId> _enqueued = [];
        private readonly Dictionary<JobId, int> _acknowledgedEnds = [];

        public void Dispose() => _farm.Dispose();

        public async Task PlayAsync((int Kind, int What)[] history)
        {
            foreach (var hand in _hands)
                await _farm.ConnectAsync(hand.Id, slots: 2);
            foreach (var (kind, what) in history)
            {
                await StepAsync(kind, what);
                await CheckAsync();
            }

            await ComeToRestAsync();
            var finished = (await _farm.Get<IEventStore>().ReadAsync(0, int.MaxValue, CancellationToken.None)).Events.OfType<JobFinished>().ToList();
            Assert.Equal(_enqueued.Count, finished.Count);
            Assert.Equal(_enqueued, finished.Select(done => done.JobId).ToHashSet());
            Assert.All(_acknowledgedEnds.Values, ends => Assert.Equal(1, ends));
        }

        private async Task StepAsync(int kind, int what)
        {
            var hand = _hands[what % _hands.Count];
            switch (kind)
            {
                case < 3:
                    foreach (var job in await _farm.EnqueueAsync(Tenants[what % Tenants.Length], 1 + (what % 5), request => request with { MaxAttempts = 1 + (what % 2) }))
                        _enqueued.Add(job.Id);
                    break;
                case < 6:
                    await BeatAsync(hand, []);
                    break;
                case < 8:
                    await BeatAsync(hand, [.. hand.Held.Values.Take(1).Select(job => End(job, what))]);
                    break;
                case 8:
                    await _farm.DispatchAsync();
                    break;
                case 9:
                    // The process dies; a new one takes its name.
                    hand.Ghosts.AddRange(hand.Held.Values);
                    hand.Held.Clear();
                    await _farm.ConnectAsync(hand.Id, slots: 2);
                    break;
                case 10:
                    _farm.Clock.Advance(TimeSpan.FromSeconds(what % 70));
                    break;
                case 11 when _enqueued.Count > 0:
                    await _farm.Client.CancelJobAsync(_enqueued.ElementAt(what % _enqueued.Count), "why not");
                    break;
                case 12:
                    await ClaimAtRandomAsync(hand, what);
                    break;
                case 13 when hand.Ghosts.Count > 0:
                    await ReportGhostAsync(hand, hand.Ghosts[what % hand.Ghosts.Count]);
                    break;
                default:
                    break;
            }
        }

        /// <summary>What a dispatcher with a wrong picture might do: the store must let through only what is right.</summary>
        private async Task ClaimAtRandomAsync(Hand hand, int what)
        {
            await _farm.DispatchAsync();
            var claims = _enqueued.Skip(what % 7).Take(5).Select(id => new Claim(id, hand.Id, _farm.Heartbeat(hand.Id).Session)).ToList();
            var batch = new ClaimBatch { Epoch = 1, LeaseDuration = TimeSpan.FromSeconds(60), Claims = claims };
            await _farm.Get<IJobStore>().ClaimAsync(batch, CancellationToken.None);
        }

        /// <summary>A result of a life before the last: if the job was taken back since, it must change nothing.</summary>
        private async Task ReportGhostAsync(Hand hand, JobAssignment ghost)
        {
            var before = await _farm.FindAsync(ghost.JobId);
            var isStale = before.State == JobState.Pending
                || (before.State.IsActive() && (before.WorkerId != hand.Id || hand.Held.Keys.Any(lease => lease.JobId == ghost.JobId && lease != ghost.Lease)));
            await BeatAsync(hand, [End(ghost, 1)]);
            if (isStale)
                Assert.False((await _farm.FindAsync(ghost.JobId)).State.IsFinal());
        }

        private async Task BeatAsync(Hand hand, IReadOnlyList<JobResult> results)
        {
            var ended = results.Select(result => result.Lease).ToHashSet();
            var before = await StatesAsync(results);
            var free = 2 - hand.Held.Keys.Except(ended).Count();
            var reply = await _farm.BeatAsync(hand.Id, free, hand.Held.Keys.Except(ended), results);
            Assert.Equal(HeartbeatStatus.Accepted, reply.Status);

            // The answer got lost, so the worker says it all again.
            await _farm.BeatAsync(hand.Id, free, hand.Held.Keys.Except(ended), results);

            foreach (var (id, wasFinal) in before)
            {
                if (!wasFinal && (await _farm.FindAsync(id)).State.IsFinal())
                    _acknowledgedEnds[id] = _acknowledgedEnds.GetValueOrDefault(id) + 1;
            }

            foreach (var lease in reply.Settled.Concat(reply.Lost))
                hand.Held.Remove(lease);
            foreach (var assignment in reply.Assignments)
                hand.Held[assignment.Lease] = assignment;
        }

        private async Task<List<(JobId Id, bool WasFinal)>> StatesAsync(IReadOnlyList<JobResult> results)
        {
            var states = new List<(JobId, bool)>();
            foreach (var result in results)
                states.Add((result.Lease.JobId, (await _farm.FindAsync(result.Lease.JobId)).State.IsFinal()));
            return states;
        }

        private async Task CheckAsync()
        {
            var active = await _farm.Get<IJobStore>().ReadActiveAsync(CancellationToken.None);
            foreach (var tenant in Tenants)
                Assert.InRange(active.Count(job => job.Tenant == TenantPath.Parse(tenant)), 0, Limit);
            foreach (var cell in await _farm.Get<IWorkerStore>().ReadCellsAsync(CancellationToken.None))
            {
                Assert.InRange(cell.Active, 0, cell.Slots);
                Assert.Equal(cell.Active, active.Count(job => job.WorkerId == cell.WorkerId));
            }
        }

        private async Task ComeToRestAsync()
        {
            for (var round = 0; round < 1000; round++)
            {
                await _farm.DispatchAsync();
                foreach (var hand in _hands)
                    await BeatAsync(hand, [.. hand.Held.Values.Select(job => End(job, 1))]);
                _farm.Clock.Advance(TimeSpan.FromSeconds(7));
                await CheckAsync();
                var open = false;
                foreach (var id in _enqueued)
                    open |= !(await _farm.FindAsync(id)).State.IsFinal();
                if (!open)
                    return;
            }

            Assert.Fail("Something never ends.");
        }

        private static JobResult End(JobAssignment job, int what) => new()
        {
            Lease = job.Lease,
            RanFor = TimeSpan.FromSeconds(1),
            Outcome = (what % 4) switch
            {
                0 => JobOutcome.Failed("so it goes"),
                2 => JobOutcome.Requeue(TimeSpan.FromSeconds(what % 30)),
                _ => JobOutcome.Succeeded,
            },
        };

        private sealed record Hand(string Id)
        {
            public Dictionary<LeaseKey, JobAssignment> Held { get; } = [];

            public List<JobAssignment> Ghosts { get; } = [];
        }
    }
}
