using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Load.Sqlite;

/// <summary>A whole host on a file with a backlog, in a process of its own: how much memory it takes while it dispatches.</summary>
internal static class SqliteHost
{
    public static async Task RunAsync(string path)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        var opened = Stopwatch.StartNew();
        var finished = 0;
        builder.Services.AddPudding(static options => options.DefaultLimit = 100)
            .UseSqliteStore(path)
            .AddWorker("linux", slots: 50, (_, _) =>
            {
                Interlocked.Increment(ref finished);
                return Task.FromResult(JobOutcome.Succeeded);
            });
        using var host = builder.Build();
        await host.StartAsync();
        while (Volatile.Read(ref finished) == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        var first = opened.Elapsed;
        while (opened.Elapsed < first + TimeSpan.FromSeconds(10))
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        var peak = PeakMegabytes();
        var heap = GC.GetGCMemoryInfo().TotalCommittedBytes / 1e6;
        var pending = await host.Services.GetRequiredService<IJobQueryStore>().CountAsync(new JobQuery { States = [JobState.Pending] }, CancellationToken.None);
        Console.WriteLine($"A host with {pending:N0} pending jobs: first job {first.TotalSeconds:F2} s after the start, {Volatile.Read(ref finished):N0} jobs in 10 s, resident memory at most {peak:F0} MB, of which the garbage collector has {heap:F0} MB.");
        await host.StopAsync();
    }

    private static double PeakMegabytes()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / 1e6;
    }
}
