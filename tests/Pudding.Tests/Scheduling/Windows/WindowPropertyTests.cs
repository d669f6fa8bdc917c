using CsCheck;
using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Scheduling.Snapshots;
using Pudding.Tenants;
using Pudding.Tests.Scheduling.Twin;

namespace Pudding.Tests.Scheduling.Windows;

/// <summary>A scheduler that has only the first jobs of each tenant in memory, beside one that has them all.</summary>
public sealed class WindowPropertyTests
{
    private static readonly TenantPath[] Tenants = [.. new[] { "a/x", "a/y", "b", "c/x/1" }.Select(TenantPath.Parse)];

    private static readonly Gen<(int Kind, int What, int Much)[]> Steps = Gen.Select(Gen.Int[0, 39], Gen.Int[0, 9999], Gen.Int[0, 9999]).Array[0, 300];

    [Theory]
    [InlineData(SchedulingOrders.FairShare)]
    [InlineData(SchedulingOrders.Fifo)]
    [InlineData(SchedulingOrders.LeastRunning)]
    [InlineData(SchedulingOrders.RoundRobin)]
    public void Decisions_are_those_of_an_unlimited_scheduler_when_refills_come_at_once(string order) =>
        Gen.Select(Gen.Int[2, 6], Steps).Sample(
            (window, history) => Smallest.Run(history, (steps, log) => new Comparison(order, window, prompt: true, log).Run(steps)), iter: 200);

    [Theory]
    [InlineData(SchedulingOrders.FairShare)]
    [InlineData(SchedulingOrders.Fifo)]
    [InlineData(SchedulingOrders.LeastRunning)]
    [InlineData(SchedulingOrders.RoundRobin)]
    public void And_when_refills_come_later_but_before_the_next_decision(string order) =>
        Gen.Select(Gen.Int[2, 6], Steps).Sample(
            (window, history) => Smallest.Run(history, (steps, log) => new Comparison(order, window, prompt: false, log).Run(steps)), iter: 200);

    [Fact]
    public void However_late_refills_come_every_job_starts_once_and_memory_stays_small() => Gen.Select(Gen.Int[2, 6], Steps).Sample(
        static (window, history) => Smallest.Run(history, (steps, log) => StartEverything(window, steps, log)), iter: 200);

    private static void StartEverything(int window, (int Kind, int What, int Much)[] steps, List<string> log)
    {
        var shelf = Shelf(SchedulingOrders.FairShare, window, prompt: false, log);
        QueueKey[] queues = [shelf.Scheduler.Queue("linux"), shelf.Scheduler.Queue("osx")];
        var started = new HashSet<JobId>();
        var added = 0;
        var now = TimeSpan.Zero;
        foreach (var (kind, what, much) in steps)
        {
            now += TimeSpan.FromMilliseconds(much);
            if (kind < 20)
                shelf.Add(Id(++added), Tenants[what % Tenants.Length], queues[what / 7 % 2], much % 3, added);
            else if (kind < 25)
                shelf.Answer(1);
            else
                StartAndFinish();
            Assert.InRange(shelf.Scheduler.Waiting, 0, window * Tenants.Length * queues.Length);
        }

        while (started.Count < added)
        {
            shelf.Answer();
            Assert.True(StartAndFinish(), $"{added - started.Count} jobs wait and none is started");
        }

        bool StartAndFinish()
        {
            if (!shelf.Scheduler.TryStart(queues, now, out var job))
                return false;
            log.Add($"  started {job.JobId}");
            Assert.True(started.Add(job.JobId));
            shelf.Started(job.JobId);
            shelf.Scheduler.Finish(job.Ticket, now += TimeSpan.FromSeconds(1));
            shelf.Ended(job.JobId);
            return true;
        }
    }

    private static Shelf Shelf(string order, int window, bool prompt, List<string> log)
    {
        var shelf = new Shelf(log) { IsPrompt = prompt, Window = window };
        shelf.Scheduler = new FairScheduler(Options(order) with { WindowSize = window, Backlog = shelf });
        return shelf;
    }

    private static FairSchedulerOptions Options(string order) =>
        new() { Order = order, InitialRuntime = TimeSpan.FromSeconds(20), Policies = new TenantPolicies(3) };

    private static JobId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private sealed class Comparison
    {
        private static readonly string[][] QueueSets = [["linux"], ["osx"], ["linux", "osx"]];

        private readonly string _order;
        private readonly FairScheduler _all;
        private readonly Shelf _shelf;
        private readonly int _window;
        private readonly bool _prompt;
        private readonly List<string> _log;
        private readonly Dictionary<JobId, JobTicket> _waiting = [];
        private readonly Dictionary<JobId, JobTicket> _running = [];
        private TimeSpan _now;
        private int _sequence;

        public Comparison(string order, int window, bool prompt, List<string> log)
        {
            (_order, _window, _prompt) = (order, window, prompt);
            _all = new FairScheduler(Options(order));
            _shelf = Shelf(order, window, prompt, log);
            _log = log;
            log.Add($"window {window}");
            foreach (var queue in QueueSets[2])
                Assert.Equal(_all.Queue(queue), _shelf.Scheduler.Queue(queue));
        }

        public void Run((int Kind, int What, int Much)[] steps)
        {
            foreach (var (kind, what, much) in steps)
            {
                _now += TimeSpan.FromMilliseconds(much);
                Do(kind, what, much);
                Assert.Equal(_all.Running, _shelf.Scheduler.Running);
                Assert.Equal(_all.Tenants, _shelf.Scheduler.Tenants);
                CompareMemories();
                Assert.InRange(_shelf.Scheduler.Waiting, 0, Math.Min(_waiting.Count, _window * Tenants.Length * 2));
            }
        }

        private void Do(int kind, int what, int much)
        {
            var tenant = Tenants[what % Tenants.Length];
            var queues = QueueSets[much % QueueSets.Length];
            switch (kind)
            {
                case < 10:
                    Add(tenant, queues[0], much % 3);
                    break;
                case < 12:
                    for (var i = 0; i < 12; i++)
                        Add(tenant, queues[0], (what >> i) % 2);
                    break;
                case < 22:
                    TryStart(queues);
                    break;
                case < 24:
                    while (TryStart(queues))
                    {
                    }

                    break;
                case < 32 when _running.Count > 0:
                    var (ended, ticket) = _running.ElementAt(what % _running.Count);
                    _log.Add($"Finish {ended} at {_now}");
                    _all.Finish(ticket, _now);
                    _shelf.Scheduler.Finish(_shelf.TicketOf(ended), _now);
                    _shelf.Ended(ended);
                    _running.Remove(ended);
                    break;
                case 32 or 33 when _running.Count > 0:
                    var (returned, back) = _running.ElementAt(what % _running.Count);
                    _all.Return(back);
                    _shelf.Return(returned);
                    _running.Remove(returned);
                    _waiting[returned] = back;
                    break;
                case 34 or 35 when _waiting.Count > 0:
                    var (removed, gone) = _waiting.ElementAt(what % _waiting.Count);
                    _all.Remove(gone);
                    _shelf.Remove(removed);
                    _waiting.Remove(removed);
                    break;
                case 36 or 37 when _waiting.Count > 0:
                    var (moved, at) = _waiting.ElementAt(what % _waiting.Count);
                    _all.Reprioritise(at, much % 4);
                    _shelf.Reprioritise(moved, much % 4);
                    break;
                case 38:
                    var policy = new TenantPolicy { Weight = 0.5 + (much % 4), MaxConcurrent = what % 5, Paused = much % 5 == 0 };
                    _log.Add($"SetPolicy {tenant}: {policy}");
                    _all.SetPolicy(tenant, policy);
                    _shelf.Scheduler.SetPolicy(tenant, policy);
                    break;
                default:
                    break;
            }
        }

        /// <summary>Consumed, V, ties, who counts as eligible: also while refills are still to come. What differs here only rarely makes a decision differ.</summary>
        private void CompareMemories()
        {
            var (all, some) = (_all.TakeSnapshot(_now), _shelf.Scheduler.TakeSnapshot(_now));
            Assert.Equal((all.Serial, all.Created), (some.Serial, some.Created));
            Assert.Equal(all.Queues, some.Queues);
            Assert.Equal(all.Tenants.Select(Comparable), some.Tenants.Select(Comparable));
        }

        /// <summary>With <c>least-running</c> the tie is the sequence of the first job, as it was when its tenant had one in memory and might start it.</summary>
        private TenantUsage Comparable(TenantUsage usage) => _order == SchedulingOrders.LeastRunning ? usage with { Tie = 0 } : usage;

        private void Add(TenantPath tenant, string queue, int priority)
        {
            var id = Id(++_sequence);
            _waiting[id] = _all.Add(tenant, _all.Queue(queue), id, priority, _sequence);
            _shelf.Add(id, tenant, _all.Queue(queue), priority, _sequence);
        }

        private bool TryStart(string[] names)
        {
            if (!_prompt)
                _shelf.Answer();
            QueueKey[] queues = [.. names.Select(_all.Queue)];
            var found = _all.TryStart(queues, _now, out var started);
            _log.Add($"TryStart {string.Join('+', names)} at {_now}");
            Assert.Equal(found, _shelf.Scheduler.TryStart(queues, _now, out var same));
            _log.Add($"  started {same.JobId}, without a window {started.JobId}");
            Assert.Equal(started.JobId, same.JobId);
            if (!found)
                return false;
            Assert.Equal(_shelf.TicketOf(same.JobId), same.Ticket);
            _shelf.Started(same.JobId);
            _waiting.Remove(same.JobId);
            _running[same.JobId] = started.Ticket;
            return true;
        }
    }
}
