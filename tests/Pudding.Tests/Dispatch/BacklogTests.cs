using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Pudding.Dispatch;
using Pudding.Events;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Tests.Dispatch;

/// <summary>Random histories in which hardly any of the backlog fits into the dispatcher's window, on fake time. Whatever falls out of the window comes back: every job
/// is handed out exactly once, or cancelled.</summary>
public sealed class BacklogTests
{
    private static readonly string[] Tenants = ["a/x", "a/y", "b/x"];
    private static readonly string[] Queues = ["linux", "osx"];

    private static readonly Gen<(int Kind, int What)[]> Histories = Gen.Select(Gen.Int[0, 12], Gen.Int[0, 9999]).Array[0, 80];

    [Fact]
    public void By_hints_alone_every_job_is_handed_out_once_and_in_order() =>
        Gen.Select(Histories, Gen.Int[2, 4]).Sample(
            (history, window) =>
            {
                using var run = new Run(window, sweep: TimeSpan.FromDays(1), hasFaults: false);
                run.PlayAsync(history).GetAwaiter().GetResult();
            },
            iter: 200);

    [Fact]
    public void With_lost_hints_and_a_failing_store_the_sweep_repairs_everything() =>
        Gen.Select(Histories, Gen.Int[2, 4]).Sample(
            (history, window) =>
            {
                using var run = new Run(window, sweep: TimeSpan.FromSeconds(20), hasFaults: true);
                run.PlayAsync(history).GetAwaiter().GetResult();
            },
            iter: 200);

    private sealed class Run : IDisposable
    {
        private readonly FakeFarm _farm;
        private readonly int _window;
        private readonly bool _hasFaults;
        private readonly IAsyncEnumerator<StoreChange> _hints;
        private readonly List<StoreChange> _seen = [];
        private readonly List<JobId> _enqueued = [];
        private readonly List<Hand> _hands = [new("w0", ["linux"]), new("w1", ["osx"]), new("w2", Queues)];
        private bool _losesHints;

        public Run(int window, TimeSpan sweep, bool hasFaults)
        {
            (_window, _hasFaults) = (window, hasFaults);
            _farm = new FakeFarm(
                o => (o.DefaultLimit, o.WindowSize, o.SweepInterval, o.LeaseDuration) = (3, window, sweep, TimeSpan.FromDays(1)),
                farm => farm.Services.AddSingleton<IJobStore>(Decorate(farm.Services)));
            _hints = _farm.Get<IChangeFeed>().WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        }

        private FaultyJobStore Store => (FaultyJobStore)_farm.Get<IJobStore>();

        public void Dispose() => _farm.Dispose();

        public async Task PlayAsync((int Kind, int What)[] history)
        {
            Assert.True(await _hints.MoveNextAsync());
            await RoundAsync();
            foreach (var hand in _hands)
                await _farm.ConnectAsync(hand.Id, slots: 2, hand.Queues);
            foreach (var (kind, what) in history)
            {
                await StepAsync(kind, what);
                await RoundAsync();
            }

            Store.FailsAfter = -1;
            _losesHints = false;
            await ComeToRestAsync();
            await _hints.DisposeAsync();

            var events = (await _farm.Get<IEventStore>().ReadAsync(0, int.MaxValue, CancellationToken.None)).Events;
            Assert.Equal(_enqueued.Order(), events.OfType<JobFinished>().Select(static done => done.JobId).Order());
            Assert.Equal(
                events.OfType<JobFinished>().Where(static done => done.State == JobState.Succeeded).Select(static done => done.JobId).Order(),
                events.OfType<JobAssigned>().Select(static given => given.JobId).Order());
        }

        private static Func<IServiceProvider, FaultyJobStore> Decorate(IServiceCollection farm)
        {
            var inner = farm.Last(static service => service.ServiceType == typeof(IJobStore)).ImplementationType!;
            return services => new FaultyJobStore((IJobStore)ActivatorUtilities.CreateInstance(services, inner));
        }

        private async Task StepAsync(int kind, int what)
        {
            switch (kind)
            {
                case < 5:
                    var jobs = await _farm.EnqueueAsync(
                        Tenants[what % 3], 1 + (what % 7), request => request with { Queue = Queues[what / 3 % 2], Priority = what / 6 % 4 });
                    _enqueued.AddRange(jobs.Select(static job => job.Id));
                    break;
                case < 8:
                    await BeatAsync(_hands[what % 3], ends: what / 3 % 3);
                    break;
                case 8:
                    _farm.Clock.Advance(TimeSpan.FromSeconds(what % 4));
                    break;
                case 9 or 10 when _enqueued.Count > 0:
                    // Only what waits: what a worker has would be handed out and cancelled.
                    var job = await _farm.FindAsync(_enqueued[what % _enqueued.Count]);
                    if (job.State == JobState.Pending)
                        await _farm.Client.CancelJobAsync(job.Id, "why not");
                    break;
                case 11 when _seen.Count > 0:
                    _farm.Get<Dispatcher>().OnChange(_seen[what % _seen.Count]); // late, or twice
                    break;
                case 12 when _hasFaults:
                    (Store.FailsAfter, Store.IsDone, _losesHints) = (what % 5, what % 2 == 0, what % 3 == 0);
                    break;
                default:
                    break;
            }
        }

        private async Task RoundAsync()
        {
            await DeliverHintsAsync();
            var before = _hasFaults ? null : await ReadAllAsync();
            try
            {
                await _farm.Get<Dispatcher>().RunOnceAsync(CancellationToken.None);
            }
            catch (JobStoreUnavailableException)
            {
                _farm.Get<Dispatcher>().Resync();
            }

            if (before is null)
                return;

            // What was taken of each tenant's jobs in a queue stood before what was left, however little of it is in memory.
            var left = (await ReadAllAsync()).Select(static job => job.Id).ToHashSet();
            foreach (var place in before.GroupBy(static job => new TenantQueue(job.Tenant, job.Queue)))
                Assert.DoesNotContain(place.SkipWhile(job => !left.Contains(job.Id)), job => !left.Contains(job.Id));
        }

        private async Task<IReadOnlyList<ReadyJob>> ReadAllAsync() =>
            (await _farm.Get<IJobStore>().ReadHeadsAsync(new HeadQuery { LimitPerTenant = int.MaxValue }, CancellationToken.None)).Jobs;

        private async Task DeliverHintsAsync()
        {
            await _farm.ConnectAsync("last"); // it works nothing; its coming is the last hint
            while (await _hints.MoveNextAsync() && _hints.Current.WorkerId != "last")
            {
                _seen.Add(_hints.Current);
                if (!_losesHints)
                    _farm.Get<Dispatcher>().OnChange(_hints.Current);
            }
        }

        private async Task BeatAsync(Hand hand, int ends)
        {
            var results = hand.Held.Take(ends).Select(static lease => new JobResult
            {
                Lease = lease, RanFor = TimeSpan.FromSeconds(1), Outcome = JobOutcome.Succeeded,
            }).ToList();
            hand.Held.RemoveRange(0, results.Count);
            var reply = await _farm.BeatAsync(hand.Id, free: 2 - hand.Held.Count, hand.Held, results);
            hand.Held.AddRange(reply.Assignments.Select(static assignment => assignment.Lease));
        }

        private async Task ComeToRestAsync()
        {
            for (var round = 0; round < 40 + (2 * _enqueued.Count); round++)
            {
                foreach (var hand in _hands)
                    await BeatAsync(hand, ends: 2);
                _farm.Clock.Advance(TimeSpan.FromSeconds(1));
                await RoundAsync();
                if ((await ReadAllAsync()).Count == 0 && (await _farm.Get<IJobStore>().ReadActiveAsync(CancellationToken.None)).Count == 0)
                    return;
            }

            Assert.Fail($"{(await ReadAllAsync()).Count} jobs are stuck behind a window of {_window}.");
        }

        private sealed record Hand(string Id, string[] Queues)
        {
            public List<LeaseKey> Held { get; } = [];
        }
    }
}
