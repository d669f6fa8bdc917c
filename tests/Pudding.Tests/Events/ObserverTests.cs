using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pudding.Events;
using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Tests.Events;

public sealed class ObserverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_observer_learns_of_every_final_state_in_order_also_after_it_has_thrown()
    {
        var notes = new Notes();
        using var host = Farm.Build(
            farm =>
            {
                farm.Services.AddSingleton(notes);
                farm.AddObserver<Forgetful>().AddWorker("linux", 2, static (job, _) =>
                    Task.FromResult(job.Name == "bad" ? JobOutcome.Failed("so it goes") : JobOutcome.Succeeded));
            },
            options => options.DefaultLimit = 100);
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IJobClient>();
        var job = new JobRequest { Tenant = TenantPath.Parse("a/x"), Queue = "linux" };

        var group = await client.EnqueueAsync(JobGroupRequest.Of([job with { Name = "bad" }, .. Enumerable.Repeat(job, 19)]));
        await notes.All.Task.WaitAsync(Patience);
        await host.StopAsync();

        // The first event was given twice: once in vain.
        var seen = notes.Seen;
        Assert.Equal(21, seen.Count);
        Assert.Equal(seen[0], seen[1]);
        Assert.Equal(seen.Select(finished => finished.Sequence).Order(), seen.Select(finished => finished.Sequence));
        Assert.Equal(group.Jobs.Select(j => j.Id).Order(), seen.Select(finished => finished.JobId).Distinct().Order());
        var bad = Assert.Single(seen.Distinct(), finished => finished.JobName == "bad");
        Assert.Equal((JobState.Failed, "so it goes"), (bad.State, bad.Reason));
        Assert.NotNull(bad.Waited);
        Assert.NotNull(bad.RanFor);
    }

    [Fact]
    public async Task The_event_stream_tells_the_life_of_a_job_and_goes_on_from_where_a_reader_was()
    {
        using var host = Farm.Build(static farm => farm.AddWorker("linux", 1, static (_, _) => Task.FromResult(JobOutcome.Succeeded)));
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IJobClient>();
        var stream = host.Services.GetRequiredService<IEventStream>();
        var job = new JobRequest { Tenant = TenantPath.Parse("a/x"), Queue = "linux" };

        var group = await client.EnqueueAsync(JobGroupRequest.Of(job));
        var life = await ReadUntilFinishedAsync(0);

        Assert.Equal(
            [typeof(JobEnqueued), typeof(JobAssigned), typeof(JobStarted), typeof(JobFinished)],
            life.OfType<JobEvent>().Where(happened => happened.JobId == group.Jobs[0].Id).Select(happened => happened.GetType()));
        Assert.Contains(life, happened => happened is WorkerConnected { Slots: 1 });

        var second = await client.EnqueueAsync(JobGroupRequest.Of(job));
        Assert.All((await ReadUntilFinishedAsync(life[^1].Sequence)).OfType<JobEvent>(), happened => Assert.Equal(second.Id, happened.GroupId));
        await host.StopAsync();

        async Task<List<PuddingEvent>> ReadUntilFinishedAsync(long after)
        {
            using var patience = new CancellationTokenSource(Patience);
            var events = new List<PuddingEvent>();
            await foreach (var happened in stream.ReadAsync(after, patience.Token))
            {
                events.Add(happened);
                if (happened is JobFinished)
                    break;
            }

            return events;
        }
    }

    private sealed class Notes
    {
        public List<JobFinished> Seen { get; } = [];

        public TaskCompletionSource All { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Forgetful(Notes notes) : IJobObserver
    {
        public Task OnFinishedAsync(JobFinished finished, CancellationToken cancellationToken)
        {
            notes.Seen.Add(finished);
            if (notes.Seen.Count == 1)
                throw new InvalidOperationException("I was not listening.");
            if (notes.Seen.Count == 21)
                notes.All.SetResult();
            return Task.CompletedTask;
        }
    }
}
