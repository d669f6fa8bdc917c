using BuildFarm.Farm;
using BuildFarm.Views;

namespace Pudding.Samples.Tests;

public sealed class RecoveredTests
{
    [Theory]
    [InlineData(31, 6, 3, 0, 43, "Recovered: 31 of 80 jobs are over, 6 run on 3 agents still alive, 43 wait.")]
    [InlineData(1, 1, 1, 0, 1, "Recovered: 1 of 3 jobs is over, 1 runs on 1 agent still alive, 1 waits.")]
    [InlineData(0, 2, 1, 1, 0, "Recovered: 0 of 3 jobs are over, 2 run on 1 agent still alive, 1 ran on agents that are gone and will run again, 0 wait.")]
    [InlineData(1, 0, 0, 0, 0, "Recovered: 1 of 1 job is over, no agent is alive, 0 wait.")]
    public void Words_say_what_was_recovered(int over, int running, int agents, int lost, int waiting, string expected) =>
        Assert.Equal(expected, Words.Recovered(new Recovered(over, running, agents, lost, waiting)));
}
