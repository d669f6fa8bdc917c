using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.TestSupport;
using Pudding.Workers;

namespace Pudding.Tests.Health;

/// <summary>What docs/operations.md shows.</summary>
public sealed class OperationsExample
{
    [Fact]
    public async Task Works()
    {
        using var host = Farm.Build(
            static farm => farm.AddWorker("linux", 4, static (_, _) => Task.FromResult(JobOutcome.Succeeded)),
            static options =>
            {
                // snippet: options
                options.Health.InfrastructureFailures = 5; // different jobs in a row
                options.Health.MaxShare = 0.1; // of the workers of a queue
                options.Health.Window = TimeSpan.FromHours(2);
                // end snippet
            });
        await host.StartAsync();
        var workers = host.Services.GetRequiredService<IWorkerControl>();
        var events = host.Services.GetRequiredService<IEventStream>();
        var hostDrain = host.Services.GetRequiredService<IHostDrain>();
        var (output, progress) = (new StringWriter(), new Progress());
        var id = (await Eventually.GetAsync("the worker is there", async () => await workers.ListAsync() is [var worker] ? worker : null)).WorkerId;

        // snippet: cordon
        var cordon = await workers.CordonAsync(CellKey.Worker(id), reason: "its fan is loud", actor: "ann");
        var uncordon = await workers.UncordonAsync(CellKey.Worker(id), reason: "a new fan", actor: "ann");
        // end snippet
        Assert.Equal((CellStatus.Done, CellStatus.Done), (cordon.Status, uncordon.Status));

        // snippet: drain
        var drain = await workers.DrainAsync(CellKey.Worker(id), new DrainRequest
        {
            Reason = "new kernel",
            Actor = "ann",
            Deadline = TimeSpan.FromMinutes(30), // for as long as the jobs take, by default
            InterruptAtDeadline = false, // true: what still runs then goes back to its queue, and the worker is retired
            Progress = progress, // told at once, whenever a job has ended, and now and then
        });
        if (drain.IsDrained)
            await workers.RetireAsync(CellKey.Worker(id), reason: "new kernel", actor: "ann");
        // end snippet
        Assert.True(drain.IsDrained);
        Assert.Empty(progress.Newest!.Jobs);

        // snippet: list
        foreach (var worker in await workers.ListAsync())
        {
            var why = worker.HeldBackBy is { } cell ? $", since {cell.Since:u} by {cell.Actor}: {cell.Reason}" : "";
            await output.WriteLineAsync($"{worker.WorkerId}: {worker.Active} of {worker.Slots} slots, heard {worker.SilentFor} ago, {worker.Phase}{why}");
        }
        // end snippet
        Assert.Contains("by ann: new kernel", output.ToString(), StringComparison.Ordinal);

        Assert.Equal(
            [$"worker '{id}' is Draining, by ann: its fan is loud", $"worker '{id}' is Draining, by ann: new kernel", $"worker '{id}' is Retired, by ann: new kernel"],
            await ReadPagesAsync(events, 3));

        // snippet: host
        var stop = await hostDrain.DrainAsync(deadline: TimeSpan.FromMinutes(30), interruptAtDeadline: true, progress);
        // end snippet
        Assert.True(stop.IsDrained);
        await host.StopAsync();
    }

    private static async Task<List<string>> ReadPagesAsync(IEventStream events, int count)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var pages = new List<string>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FollowAsync(
            events,
            page =>
            {
                pages.Add(page);
                return pages.Count == count ? enough.CancelAsync() : Task.CompletedTask;
            },
            enough.Token));
        return pages;
    }

    private static async Task FollowAsync(IEventStream events, Func<string, Task> pageAsync, CancellationToken cancellationToken)
    {
        // snippet: events
        await foreach (var happened in events.ReadAsync(afterSequence: 0, cancellationToken))
        {
            if (happened is CellChanged { To: not CellPhase.Ready } cell) // of the actor HealthOptions.Actor: a sick one
                await pageAsync($"{cell.Cell} is {cell.To}, by {cell.Actor}: {cell.Reason}");
        }
        // end snippet
    }

    private sealed class Progress : IProgress<DrainProgress>
    {
        public DrainProgress? Newest { get; private set; }

        public void Report(DrainProgress value) => Newest = value;
    }
}
