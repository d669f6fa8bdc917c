using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Pudding.Guardian;

namespace Pudding.Worker.Guarding;

/// <summary>A guardian and the job under it, seen from the worker. Disposing it ends both.</summary>
internal sealed class GuardedProcess : IDisposable
{
    // Names the processes of one run in their environment, should the guardian itself be killed.
    private const string MarkName = "PUDDING_GUARD";

    // A guardian says two lines and, if it breaks, why. More is not its.
    private const int MostWords = 16 * 1024;

    private static readonly TimeSpan WordsPatience = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly string _mark;
    private readonly string _password = RandomNumberGenerator.GetHexString(32);
    private readonly Task<string> _words;

    private GuardedProcess(Process process, string mark)
    {
        _process = process;
        _mark = mark;
        _words = ReadWordsAsync(process.StandardError.BaseStream); // from the start: who fills the pipe must not hold the guardian up
    }

    /// <summary>What the job writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <exception cref="System.ComponentModel.Win32Exception">The guardian can't be started.</exception>
    public static GuardedProcess Start(GuardianCommand guardian, string mark)
    {
        var start = new ProcessStartInfo(guardian.Program, guardian.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // saves a socket and a thread for each job
        start.Environment["DOTNET_TieredPGO"] = "0";
        return new GuardedProcess(Process.Start(start)!, mark);
    }

    /// <summary>Says what to run.</summary>
    public async Task BeginAsync(
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        Confinement confinement,
        JobDeadline deadline,
        CancellationToken cancellationToken)
    {
        var spec = new JobSpec
        {
            Command = command,
            Environment = [.. environment.Select(entry => $"{entry.Key}={entry.Value}"), $"{MarkName}={_mark}"],
            WorkingDirectory = directory,
            Confinement = confinement,
            Deadline = deadline.Next(),
            End = deadline.End,
            Password = _password,
        };
        if (!await TrySendAsync(spec.ToFrame(), cancellationToken).ConfigureAwait(false))
            KillGuardian(); // nothing runs yet, and what would follow half a message could be taken for its rest
    }

    public Task SendAsync(ControlCommand command, CancellationToken cancellationToken) =>
        TrySendAsync(Encoding.ASCII.GetBytes(command.ToLine()), cancellationToken);

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>For a guardian that doesn't answer any more. The job is cleaned up by <see cref="EndAsync"/>.</summary>
    public void KillGuardian() => _process.Kill();

    /// <summary>Reads the report of a guardian that has ended; cleans up in its place when it has left none.</summary>
    public async Task<GuardedEnd> EndAsync(TimeProvider time)
    {
        // Whoever has opened the guardian's pipe for itself may hold it open; what was said until now is all there is.
        await ((Task)_words).WaitAsync(WordsPatience, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var words = _words.IsCompletedSuccessfully ? await _words.ConfigureAwait(false) : "";
        GuardianReport? report = null;
        var main = 0;
        var mayHaveBegun = false;
        foreach (var line in words.Split('\n'))
        {
            report = GuardianReport.TryParse(_password, line) ?? report;
            main = Math.Max(main, GuardianReport.TryParseStarted(_password, line));
            mayHaveBegun |= main > 0 || GuardianReport.IsStarting(_password, line);
        }

        words = Printable(words.Replace(_password, "", StringComparison.Ordinal));
        if (report is not null && _process.ExitCode == 0)
            return new GuardedEnd(report, mayHaveBegun, report.LeftOver, words);

        var leftOver = await new StrayProcesses(main, $"{MarkName}={_mark}", time).KillAsync().ConfigureAwait(false);
        return new GuardedEnd(Report: null, mayHaveBegun, leftOver, words);
    }

    /// <summary>Closes the control pipe, whereupon a guardian that is still there kills its job.</summary>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Dispose();
        }
        catch (IOException)
        {
            // What the guardian didn't live to read is of no use to anyone.
        }

        _process.Dispose();
    }

    private static async Task<string> ReadWordsAsync(Stream stream)
    {
        var words = new StringBuilder();
        var buffer = new byte[1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, CancellationToken.None).ConfigureAwait(false)) > 0)
        {
            // The newest count: the report comes last.
            words.Append(Encoding.UTF8.GetString(buffer, 0, read));
            if (words.Length > MostWords)
                words.Remove(0, words.Length - MostWords);
        }

        return words.ToString();
    }

    /// <summary>For the host's log: what a job may have written there must neither flood it nor look like something else.</summary>
    private static string Printable(string words)
    {
        var clean = new string([.. words.Select(static c => char.IsControl(c) ? ' ' : c)]).Trim();
        return clean.Length <= 500 ? clean : string.Concat("…", clean.AsSpan(clean.Length - 500));
    }

    private async Task<bool> TrySendAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            var control = _process.StandardInput.BaseStream;
            await control.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            await control.FlushAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (IOException)
        {
            return false; // the guardian has ended: its report, or that there is none, says why
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
