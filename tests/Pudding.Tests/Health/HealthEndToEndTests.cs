using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pudding.Health;
using Pudding.Hosting;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Tenants;
using Pudding.Tests.Dispatch;
using Pudding.TestSupport;
using Pudding.Workers;

namespace Pudding.Tests.Health;

/// <summary>A farm with one sick worker does all of its work all the same.</summary>
public sealed class HealthEndToEndTests
{
    private static readonly string[] Names = ["a", "b", "c", "d"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task On_fake_time_no_job_fails_because_of_a_sick_worker()
    {
        using var farm = new FakeFarm(); // with the default limit of losses
        string[] workers = ["sick", "w1", "w2", "w3"];
        foreach (var worker in workers)
            await farm.ConnectAsync(worker);
        var jobs = await farm.EnqueueAsync("a/x", 20);
        List<string> ran = [];

        for (var round = 0; round < 16; round++)
        {
            foreach (var worker in workers)
                await farm.BeatAsync(worker, free: 1);
            await farm.DispatchAsync();
            foreach (var worker in workers)
            {
                if ((await farm.BeatAsync(worker)).Assignments is not [var assignment])
                    continue;
                ran.Add(worker);
                var outcome = worker == "sick" ? SickFarm.NoDisk : JobOutcome.Succeeded;
                await farm.BeatAsync(worker, results: [new JobResult { Lease = assignment.Lease, Outcome = outcome, RanFor = TimeSpan.FromSeconds(1) }]);
            }

            await farm.Get<HealthWatch>().RunOnceAsync(CancellationToken.None);
            farm.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((23, 3), (ran.Count, ran.Count(worker => worker == "sick")));
        foreach (var job in jobs)
            Assert.Equal(JobState.Succeeded, (await farm.FindAsync(job.Id)).State);
        var sick = (await farm.Get<IWorkerControl>().ListAsync())[0];
        Assert.Equal(("sick", CellPhase.Draining, HealthOptions.Actor), (sick.WorkerId, sick.Phase, sick.HeldBackBy!.Actor));
    }

    [Fact]
    public async Task In_a_real_host_a_sick_worker_is_cordoned_keeps_what_it_runs_and_the_others_do_the_rest()
    {
        // Whoever gets the long job is the sick one. Nothing is swept in this test: hints alone must do.
        string? sick = null;
        var failing = 0;
        var (started, enough, release) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var ran = new ConcurrentQueue<string>();
        using var host = Farm.Build(
            farm =>
            {
                foreach (var name in Names)
                    farm.AddWorker(options => Serve(options, name), _ => new Handler(job => RunAsync(job, name)));
            },
            options => (options.DefaultLimit, options.MaxInfrastructureLosses, options.SweepInterval) = (100, 100_000, TimeSpan.FromHours(1)));
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IJobClient>();
        var lasting = await client.EnqueueAsync(JobGroupRequest.Of(Request("long")));
        await started.Task.WaitAsync(Patience);
        var first = await client.EnqueueAsync(JobGroupRequest.Of([.. Enumerable.Repeat(Request("short"), 60)]));

        var held = await Eventually.GetAsync("the sick worker is cordoned", async () =>
            (await host.Services.GetRequiredService<IWorkerControl>().ListAsync()).FirstOrDefault(worker => worker.Phase == CellPhase.Draining));
        Assert.EndsWith("/" + sick, held.WorkerId, StringComparison.Ordinal);
        Assert.Equal(HealthOptions.Actor, held.HeldBackBy!.Actor);
        Assert.True((await client.WaitAsync(first.Id).WaitAsync(Patience)).Succeeded);

        // Now nothing is on its way to it any more: it gets nothing new, and what it has goes on.
        ran.Clear();
        var second = await client.EnqueueAsync(JobGroupRequest.Of([.. Enumerable.Repeat(Request("short"), 40)]));
        Assert.True((await client.WaitAsync(second.Id).WaitAsync(Patience)).Succeeded);
        Assert.DoesNotContain(sick, ran);
        Assert.Equal(JobState.Running, (await client.FindJobAsync(lasting.Jobs[0].Id))!.State);
        release.SetResult();
        Assert.True((await client.WaitAsync(lasting.Id).WaitAsync(Patience)).Succeeded);
        await host.StopAsync();

        async Task<JobOutcome> RunAsync(JobContext job, string name)
        {
            if (job.Name == "long")
            {
                sick = name;
                started.SetResult();
                await release.Task;
                return JobOutcome.Succeeded;
            }

            ran.Enqueue(name);
            if (sick != name)
                return JobOutcome.Succeeded;
            if (Interlocked.Increment(ref failing) == 3)
                enough.SetResult(); // three different ones
            await enough.Task;
            return SickFarm.NoDisk;
        }
    }

    private static void Serve(WorkerOptions options, string name)
    {
        options.Queues.Add("linux");
        (options.Name, options.Slots) = (name, 4);
    }

    private static JobRequest Request(string name) => new()
    {
        Tenant = TenantPath.Parse("org/project"), Queue = "linux", Name = name, Backoff = new RetryBackoff { First = TimeSpan.FromMilliseconds(100), Factor = 1 },
    };

    private sealed class Handler(Func<JobContext, Task<JobOutcome>> run) : IJobHandler
    {
        public Task<JobOutcome> RunAsync(JobContext job, CancellationToken cancellationToken) => run(job);
    }
}
