using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Scheduling.Explanations;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling;

/// <summary>What the README of the package shows of <see cref="FairScheduler.Explain"/>, with what it prints.</summary>
public sealed class ExplainExample
{
    [Fact]
    public void Works()
    {
        JobId[] jobs = [.. Enumerable.Range(1, 5).Select(static i => new JobId(new Guid(i, 0, 0, new byte[8])))];
        var runs = new List<JobId>();
        var rails = TenantPath.Parse("rails/rails");

        // snippet: explaining
        var scheduler = new FairScheduler(new FairSchedulerOptions { Policies = new TenantPolicies(defaultLimit: 2) });
        var linux = scheduler.Queue("linux");
        var tickets = jobs.Select((job, i) => scheduler.Add(rails, linux, job, priority: 0, sequence: i)).ToList();
        while (scheduler.TryStart([linux], now: TimeSpan.Zero, out var started))
            runs.Add(started.JobId);

        var slots = new SlotGroup([linux], 10); // all there are, free and taken
        var explanation = scheduler.Explain(tickets[4], now: TimeSpan.FromMinutes(4), [slots], chargeEvery: TimeSpan.FromSeconds(10));
        Console.WriteLine(explanation);
        // end snippet

        Assert.Equal(jobs[..2], runs);
        Assert.Contains($"```text\n{explanation}\n```", File.ReadAllText(Repository.PathOf("src/Pudding/README.md")), StringComparison.Ordinal);
    }
}
