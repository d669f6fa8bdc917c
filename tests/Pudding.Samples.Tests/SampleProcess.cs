using System.Diagnostics;
using System.Text;

namespace Pudding.Samples.Tests;

/// <summary>A sample as users run it: a process of its own. Its output is read line by line; waiting for a line has a deadline.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly StringBuilder _output = new();
    private readonly List<(string Part, TaskCompletionSource Seen)> _awaited = [];

    private SampleProcess(Process process) => _process = process;

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
    public static SampleProcess Start(string sample, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(), // nothing may depend on the folder
        };
        var sampleProcess = new SampleProcess(new Process { StartInfo = start });
        sampleProcess._process.OutputDataReceived += (_, line) => sampleProcess.OnLine(line.Data);
        sampleProcess._process.ErrorDataReceived += (_, line) => sampleProcess.OnLine(line.Data);
        sampleProcess._process.Start();
        sampleProcess._process.BeginOutputReadLine();
        sampleProcess._process.BeginErrorReadLine();
        return sampleProcess;
    }

    /// <summary>Waits until a text has come in some line.</summary>
    public async Task SeeAsync(string part)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_output.ToString().Contains(part, StringComparison.Ordinal))
                return;

            _awaited.Add((part, seen));
        }

        await WithDeadlineAsync(seen.Task, $"a line with '{part}'");
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await WithDeadlineAsync(_process.WaitForExitAsync(), "the end of the process");
        return _process.ExitCode;
    }

    /// <summary>What Ctrl-C sends.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("sh", ["-c", $"kill -INT {_process.Id}"]); // the shell's own: not every system has the program
        await WithDeadlineAsync(kill.WaitForExitAsync(), "the end of kill");
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

    private async Task WithDeadlineAsync(Task task, string expected)
    {
        try
        {
            await task.WaitAsync(Deadline);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Within {Deadline.TotalSeconds:0} s there was no sign of {expected}. The output so far:\n{Output}");
        }
    }

    private void OnLine(string? line)
    {
        if (line is null)
            return;

        lock (_lock)
        {
            _output.Append(line).Append('\n');
            foreach (var (_, seen) in _awaited.Where(awaited => line.Contains(awaited.Part, StringComparison.Ordinal)))
                seen.TrySetResult();
        }
    }
}
