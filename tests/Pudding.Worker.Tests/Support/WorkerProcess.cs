using System.Diagnostics;
using System.Globalization;
using Pudding.Worker.Commands;

namespace Pudding.Worker.Tests.Support;

/// <summary>A worker in a process of its own, to be stopped and killed.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>The program of this assembly: runs the same script a number of times at once, under leases that are renewed at every moment.</summary>
    /// <param name="args">The mark of the processes, how many jobs, the lease and the time-out in milliseconds, the script.</param>
    public static async Task<int> Main(string[] args)
    {
        var count = int.Parse(args[1], CultureInfo.InvariantCulture);
        var lease = TimeSpan.FromMilliseconds(int.Parse(args[2], CultureInfo.InvariantCulture));
        var timeout = TimeSpan.FromMilliseconds(int.Parse(args[3], CultureInfo.InvariantCulture));
        var runs = Enumerable.Range(0, count)
            .Select(_ => new JobRun { Mark = args[0], Lease = () => lease, LeaseDuration = lease, Timeout = timeout })
            .Select(run => run.RunAsync(new CommandJob { Script = args[4] }));
        await Task.WhenAll(runs);
        return 0;
    }

    public static WorkerProcess Start(string mark, int jobs, TimeSpan lease, string script, TimeSpan? timeout = null)
    {
        var limit = timeout ?? TimeSpan.FromMinutes(5);
        var assembly = typeof(WorkerProcess).Assembly.Location;
        var dotnet = Guarding.GuardianCommandTests.Dotnet;
        var start = new ProcessStartInfo(dotnet) { UseShellExecute = false };
        foreach (var argument in (string[])[assembly, mark, $"{jobs}", $"{lease.TotalMilliseconds}", $"{limit.TotalMilliseconds}", script])
            start.ArgumentList.Add(argument);
        return new WorkerProcess(Process.Start(start)!);
    }

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
