using System.Diagnostics;
using System.Globalization;
using Pudding.KillHost;

namespace Pudding.Storage.Sqlite.Tests.Killing;

/// <summary>A host: a process of its own, to be killed.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Completes when it has said that it is ready, or has ended.</summary>
    public Task Ready => _ready.Task;

    public bool HasEnded => _process.HasExited;

    public string Output
    {
        get
        {
            lock (_output)
                return string.Join('\n', _output);
        }
    }

    /// <summary>Whether it has logged an error.</summary>
    public bool HasFailed
    {
        get
        {
            lock (_output)
                return _output.Any(static line => line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal) || line.StartsWith("Unhandled", StringComparison.Ordinal));
        }
    }

    public static HostProcess Start(string database, int port, int life)
    {
        var dotnet = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        var program = Path.Combine(AppContext.BaseDirectory, "Pudding.KillHost.dll");
        return new HostProcess(new ProcessStartInfo(
            dotnet, [program, database, port.ToString(CultureInfo.InvariantCulture), life.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        });
    }

    /// <summary>SIGKILL: nothing in the process learns of it.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is not null)
        {
            lock (_output)
                _output.Add(line);
        }

        if (line is null or Farm.Ready)
            _ready.TrySetResult();
    }
}
