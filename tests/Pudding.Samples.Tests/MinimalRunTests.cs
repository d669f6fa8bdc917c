namespace Pudding.Samples.Tests;

public sealed class MinimalRunTests
{
    [Fact]
    public async Task Run_prints_how_every_job_ended()
    {
        await using var run = SampleProcess.Start("Minimal");

        Assert.True(await run.EndAsync() == 0, run.Output);
        foreach (var line in (string[])
            [
                "rails/rails build: Succeeded", "rails/rails test: Succeeded", "rails/rails lint: Failed, a line is too long",
                "sinatra/sinatra build: Succeeded", "sinatra/sinatra test: Succeeded",
            ])
            Assert.Contains(line + "\n", run.Output, StringComparison.Ordinal);
    }
}
