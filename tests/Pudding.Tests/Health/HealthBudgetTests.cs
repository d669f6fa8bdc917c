using Pudding.Health;
using Pudding.Instances;
using Pudding.Workers;

namespace Pudding.Tests.Health;

public sealed class HealthBudgetTests
{
    private static readonly CellKey First = CellKey.Worker("w0");

    [Fact]
    public void A_worker_that_is_alone_is_kept() => Assert.Equal(
        "it is the last ready one of queue 'linux'",
        HealthBudget.Refuse(First, Pool(1), new HealthOptions { MaxShare = 1 }));

    [Theory]
    [InlineData(2, 0, 0.25, true)] // one always may be
    [InlineData(3, 1, 0.25, false)]
    [InlineData(7, 1, 0.25, false)] // a quarter of 7 is 1
    [InlineData(8, 1, 0.25, true)]
    [InlineData(8, 2, 0.25, false)]
    [InlineData(100, 28, 0.29, true)] // 0.29 * 100 is a little less than 29 in binary
    [InlineData(100, 29, 0.29, false)]
    [InlineData(10, 8, 1, true)]
    [InlineData(10, 9, 1, false)] // the last ready one
    [InlineData(10, 0, double.Epsilon, true)]
    [InlineData(10, 1, double.Epsilon, false)]
    public void Sick_ones_are_cordoned_up_to_the_share(int workers, int sick, double share, bool may)
    {
        var pool = Pool(workers).Select((worker, i) => i > 0 && i <= sick ? Held(worker, HealthOptions.Actor) : worker).ToList();
        Assert.Equal(may, HealthBudget.Refuse(First, pool, new HealthOptions { MaxShare = share }) is null);
    }

    [Fact]
    public void Those_that_people_hold_back_are_neither_sick_nor_at_hand()
    {
        var pool = Pool(8).Select((worker, i) => i is > 0 and < 6 ? Held(worker, "ada") : worker).ToList();
        Assert.Null(HealthBudget.Refuse(First, pool, new HealthOptions())); // one of three

        pool[7] = Held(pool[7], HealthOptions.Actor);
        Assert.Equal(
            "of the 3 of queue 'linux' 1 are cordoned as sick, and 1 may be (PuddingOptions.Health.MaxShare)",
            HealthBudget.Refuse(First, pool, new HealthOptions()));

        pool[6] = Held(pool[6], "ada");
        Assert.StartsWith("it is the last ready one", HealthBudget.Refuse(First, pool, new HealthOptions()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_of_any_of_its_queues_is_kept()
    {
        var pool = Pool(8);
        pool[0] = pool[0] with { Queues = ["linux", "arm"] };

        Assert.Equal("it is the last ready one of queue 'arm'", HealthBudget.Refuse(First, pool, new HealthOptions()));
        pool[1] = pool[1] with { Queues = ["arm"] };
        Assert.Null(HealthBudget.Refuse(First, pool, new HealthOptions()));
    }

    [Fact]
    public void An_instance_counts_as_one_however_many_workers_it_has()
    {
        List<WorkerInfo> pool = [.. Pool(8).Select((worker, i) => worker with { InstanceId = $"i{i / 4}" })];
        Assert.Null(HealthBudget.Refuse(CellKey.Instance("i0"), pool, new HealthOptions()));

        // The other one's workers are held back one by one: as long as one of them is ready, it is.
        for (var i = 4; i < 7; i++)
            pool[i] = Held(pool[i], "ada");
        Assert.Null(HealthBudget.Refuse(CellKey.Instance("i0"), pool, new HealthOptions()));
        pool[7] = Held(pool[7], "ada");
        Assert.NotNull(HealthBudget.Refuse(CellKey.Instance("i0"), pool, new HealthOptions()));
    }

    private static List<WorkerInfo> Pool(int workers) =>
    [
        .. Enumerable.Range(0, workers).Select(static i => new WorkerInfo
        {
            WorkerId = $"w{i}", Queues = ["linux"], IsConnected = true, SilentFor = TimeSpan.Zero, Phase = CellPhase.Ready, Slots = 1, Active = 0,
        }),
    ];

    private static WorkerInfo Held(WorkerInfo worker, string by) => worker with
    {
        Phase = CellPhase.Draining,
        HeldBackBy = new CellState { Key = CellKey.Worker(worker.WorkerId), Phase = CellPhase.Draining, Epoch = 1, Active = 0, Actor = by },
    };
}
