using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Pudding.Load;

/// <summary>An agent with settings and a state directory of its own.</summary>
internal sealed class AgentProcess : IDisposable
{
    private readonly DirectoryInfo _directory;
    private readonly Process _process;

    private AgentProcess(DirectoryInfo directory, Process process)
    {
        _directory = directory;
        _process = process;
    }

    public double ResidentMegabytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
    }

    public static AgentProcess Start(string program, string url, string token)
    {
        var directory = Directory.CreateTempSubdirectory("pudding-load-");
        var settings = Path.Combine(directory.FullName, "agent.json");
        File.WriteAllText(settings, new JsonObject
        {
            ["url"] = url, ["token"] = token, ["slots"] = 2, ["stateDirectory"] = Path.Combine(directory.FullName, "state"), ["workRoot"] = directory.FullName,
        }.ToJsonString());
        var start = program.EndsWith(".dll", StringComparison.Ordinal) ? new ProcessStartInfo("dotnet", [program, settings]) : new ProcessStartInfo(program, [settings]);
        start.RedirectStandardOutput = true;
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return new AgentProcess(directory, process);
    }

    /// <summary>Asks it to end, and waits.</summary>
    public void Stop()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        _process.Dispose();
        _directory.Delete(recursive: true);
    }
}
