using CsCheck;
using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

/// <summary>The scheduler against its naive twin, over random histories of every operation.</summary>
public sealed class TwinTests
{
    private static readonly TenantPath[] Tenants =
        [.. new[] { "a/x", "a/y", "b/x", "b/y/1", "b/y/2", "c", "d/z" }.Select(TenantPath.Parse)];

    private static readonly TenantPath[] Nodes = [.. Tenants, TenantPath.Parse("a"), TenantPath.Parse("b"), TenantPath.Parse("b/y")];

    private static readonly string[][] QueueSets = [["linux"], ["osx"], ["linux", "osx"]];

    private static readonly Gen<(int Kind, int What, int Much)[]> History =
        Gen.Select(Gen.Int[0, 21], Gen.Int[0, 9999], Gen.Int[0, 9999]).Array[0, 300];

    [Theory]
    [InlineData(SchedulingOrders.FairShare)]
    [InlineData(SchedulingOrders.Fifo)]
    public void Decisions_are_those_of_the_naive_twin(string order) => History.Sample(history => Replay(order, history), iter: 500);

    private static void Replay(string order, (int Kind, int What, int Much)[] history)
    {
        var options = new FairSchedulerOptions { Order = order, Policies = new TenantPolicies(3) };
        var scheduler = new FairScheduler(options);
        var twin = new NaiveScheduler(options);
        var tickets = new Dictionary<JobId, JobTicket>();
        long now = 0, sequence = 0;
        foreach (var (kind, what, much) in history)
        {
            now += much * TimeSpan.TicksPerMillisecond;
            var time = TimeSpan.FromTicks(now);
            var queues = QueueSets[what % QueueSets.Length];
            var running = twin.Jobs.Where(static job => job.IsRunning).ToList();
            switch (kind)
            {
                case < 7:
                    var id = new JobId(new Guid(++sequence is var n ? (int)n : 0, 0, 0, new byte[8]));
                    var tenant = Tenants[what % Tenants.Length];
                    tickets[id] = scheduler.Add(tenant, scheduler.Queue(queues[0]), id, much % 3, sequence);
                    twin.Add(tenant, queues[0], id, much % 3, sequence);
                    break;
                case < 13:
                    var found = scheduler.TryStart([.. queues.Select(scheduler.Queue)], time, out var started);
                    var expected = twin.TryStart(queues, now);
                    Assert.Equal(expected, found ? started.JobId : null);
                    if (found)
                        Assert.Equal(tickets[started.JobId], started.Ticket);
                    break;
                case < 16 when running.Count > 0:
                    var ended = running[what % running.Count];
                    scheduler.Finish(tickets[ended.Id], time);
                    twin.Finish(ended, now);
                    break;
                case 16 when running.Count > 0:
                    var charged = running[what % running.Count];
                    scheduler.Charge(tickets[charged.Id], time);
                    twin.Charge(charged, now);
                    break;
                case 17 when running.Count > 0:
                    var refused = running[what % running.Count];
                    if (refused.Sequence == 0)
                        break; // it was taken over, so no claim of it can be refused
                    scheduler.Return(tickets[refused.Id]);
                    twin.Return(refused);
                    break;
                case 18 when twin.Jobs.Count > 0:
                    var removed = twin.Jobs[what % twin.Jobs.Count];
                    scheduler.Remove(tickets[removed.Id]);
                    twin.Remove(removed);
                    break;
                case 20:
                    var taken = new JobId(new Guid((int)++sequence, 0, 0, new byte[8]));
                    var place = Tenants[what % Tenants.Length];
                    tickets[taken] = scheduler.AddRunning(place, scheduler.Queue(queues[0]), taken, time - TimeSpan.FromSeconds(much % 60));
                    twin.AddRunning(place, queues[0], taken, now - ((much % 60) * TimeSpan.TicksPerSecond));
                    break;
                case 21 when running.Count > 0:
                    var released = running[what % running.Count];
                    scheduler.Release(tickets[released.Id], time);
                    twin.Release(released, now);
                    break;
                case 19:
                    var policies = Policies(what, much);
                    scheduler.Apply(policies);
                    twin.Apply(policies);
                    break;
                default:
                    break;
            }

            foreach (var node in Nodes)
                Assert.Equal(twin.Running(node), scheduler.RunningOf(node));
            Assert.Equal(twin.Jobs.Count(static job => !job.IsRunning), scheduler.Waiting);
        }
    }

    private static TenantPolicies Policies(int what, int much)
    {
        double[] weights = [0.5, 1, 1.5, 2, 4];
        return new TenantPolicies(1 + (much % 4), new Dictionary<TenantPath, TenantPolicy>
        {
            [Nodes[what % Nodes.Length]] = new() { Weight = weights[much % weights.Length], MaxConcurrent = much % 5 == 0 ? null : much % 6 },
            [Nodes[(what / 10) % Nodes.Length]] = new() { Weight = weights[what % weights.Length], Paused = much % 7 == 0 },
        });
    }
}
