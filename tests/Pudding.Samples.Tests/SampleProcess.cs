using System.Diagnostics;
using System.Text;
using Pudding.TestSupport;

namespace Pudding.Samples.Tests;

/// <summary>A sample as users run it: a process of its own, whose output is read while it runs.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly StringBuilder _output = new();

    private SampleProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => OnLine(line.Data);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Everything that came so far, both streams.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
                return _output.ToString();
        }
    }

    /// <summary>Starts a sample that was copied beside the tests.</summary>
    public static SampleProcess Start(string sample, params IReadOnlyList<string> arguments) =>
        new(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(), // nothing may depend on the folder
        });

    /// <summary>Waits until a text is in the output.</summary>
    public Task SeeAsync(string text) =>
        Eventually.TrueAsync($"the output says '{text}'", () => Output.Contains(text, StringComparison.Ordinal), Deadline, () => Output);

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await Eventually.CompletesAsync("the process ends", _process.WaitForExitAsync(), Deadline, () => Output);
        return _process.ExitCode;
    }

    public int Id => _process.Id;

    /// <summary>SIGKILL, to this process alone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    /// <summary>What Ctrl-C sends.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("sh", ["-c", $"kill -INT {_process.Id}"]); // the shell's own: not every system has the program
        await Eventually.CompletesAsync("the signal is sent", kill.WaitForExitAsync(), Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void OnLine(string? line)
    {
        lock (_lock)
        {
            if (line is not null)
                _output.Append(line).Append('\n');
        }
    }
}
