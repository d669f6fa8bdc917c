using Pudding.Scheduling;
using Pudding.Simulation.Replays;
using Pudding.Simulation.Reports;
using Pudding.Simulation.Workloads;
using Pudding.Tenants;

namespace Pudding.Simulation.Tests;

/// <summary>What the README shows; that it compiles is the test.</summary>
internal static class ReadmeExample
{
    public static void Compare()
    {
        // snippet: replaying
        var workload = CsvWorkload.ReadFile("jobs.csv.gz"); // columns submit_s, tenant, duration_s
        var schedule = Replay.Run(workload, new Scenario
        {
            Slots = 10,
            Scheduler = new FairSchedulerOptions { Policies = new TenantPolicies(defaultLimit: 3) },
        });
        var report = Report.Of(schedule);
        Console.WriteLine($"mean wait {report.All.Mean}, of small tenants {report.Small.Mean}, Jain's index {report.Jain:0.000}");
        // end snippet
    }
}
