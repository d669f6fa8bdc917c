using System.Diagnostics;
using System.Text;
using Pudding.Guardian;

namespace Pudding.Agent.Tests.Support;

/// <summary>An agent: a process of its own, to be stopped and killed.</summary>
internal sealed class AgentProcess : IDisposable
{
    public const int SigStop = 19;
    public const int SigCont = 18;

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private AgentProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The program, as it was built.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "agent", "Pudding.Agent.dll");

    public int Id => _process.Id;

    public bool IsRunning => !_process.HasExited;

    /// <summary>What it has printed.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <param name="environment">Of the agent alone.</param>
    /// <param name="arguments">Of the program.</param>
    public static AgentProcess Start(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var dotnet = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        var start = new ProcessStartInfo(dotnet, [Program, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new AgentProcess(start);
    }

    public void Signal(int signal) => Native.Kill(Id, signal);

    public void Kill() => Signal(Native.SigKill);

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await Eventually.CompletesAsync("the agent has ended", _process.WaitForExitAsync(), TimeSpan.FromMinutes(1), () => Output);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Add(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
