using System.Diagnostics;
using System.Text;

namespace Pudding.Storage.Sqlite.Tests.Support;

/// <summary>A store in a process of its own, to be killed: opens a file, enqueues a group, says how that went, and waits.</summary>
internal sealed class StoreProcess : IDisposable
{
    private readonly Process _process;

    private StoreProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>The program of this assembly.</summary>
    /// <param name="args">The file.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var store = OpenStore.At(args[0]);
            var group = await store.EnqueueAsync(jobs: 2);
            Console.WriteLine($"open {group.Id}");
            await Task.Delay(Timeout.Infinite);
        }
        catch (SqliteStoreException refused)
        {
            Console.WriteLine($"{refused.Problem} {refused.Message}");
        }

        return 0;
    }

    public static StoreProcess Start(string path) => Start(path, []);

    /// <summary>As a user who may do nothing in particular. Needs root.</summary>
    public static StoreProcess StartAsNobody(string path)
    {
        Requires.That(
            OperatingSystem.IsLinux() && Environment.UserName == "root" && File.Exists("/usr/bin/setpriv"),
            "This user can't run a process as another.", "Run the tests as root, with setpriv (Debian, Ubuntu: util-linux).");
        return Start(path, ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]);
    }

    /// <summary>What it says when it has tried: "open" and the group's id, or the problem and the message.</summary>
    public async Task<string> SaysAsync() => await Eventually.CompletesAsync("the store's process says how it went", _process.StandardOutput.ReadLineAsync()) ?? "";

    /// <summary>SIGKILL: it does nothing any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await Eventually.CompletesAsync("the store's process is dead", _process.WaitForExitAsync());
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static StoreProcess Start(string path, string[] before)
    {
        var dotnet = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        string[] command = [.. before, dotnet, typeof(StoreProcess).Assembly.Location, path];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        return new StoreProcess(Process.Start(start)!);
    }
}
