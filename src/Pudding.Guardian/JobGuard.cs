using System.Runtime.InteropServices;

namespace Pudding.Guardian;

/// <summary>Runs one job and sees to it that nothing of it outlives a cancellation, its deadline, or its worker.</summary>
/// <remarks>
/// On Linux this process is the subreaper of the job: a descendant that gives itself a new session or loses its parents is still found. Elsewhere
/// only the job's process group is killed. Unless the guardian is root, a process that has become another user is beyond its reach; and so is everything while the
/// guardian itself is suspended: then only the lease's fencing protects.
/// </remarks>
/// <param name="controlFd">Where the worker's instructions come from.</param>
/// <param name="reportFd">Where the worker reads what becomes of the job.</param>
internal sealed class JobGuard(int controlFd, int reportFd)
{
    private const int LongestWaitMilliseconds = 60_000;
    private const int IOError = 5;
    private const long LongestGraceMilliseconds = 24 * 60 * 60 * 1000;

    private readonly ControlPipe _control = new(controlFd);
    private readonly List<ControlCommand> _commands = [];
    private long _deadline;
    private long _end;
    private long _graceEnd = long.MaxValue;

    /// <summary>What the worker knows this guardian's words by; empty until the job is known.</summary>
    public string Password { get; private set; } = "";

    public GuardianReport Run()
    {
        JobProcesses? job = null;
        try
        {
            StandApart();
            if (_control.ReadSpec() is not { } spec)
                return new GuardianReport(ReportKind.NotStarted, Cause: KillCause.Orphaned);

            Password = spec.Password;
            _end = spec.End;
            _deadline = Math.Min(spec.Deadline, _end);
            if (_deadline <= MonotonicClock.Milliseconds)
                return new GuardianReport(ReportKind.NotStarted, Cause: KillCause.Deadline);

            Native.TryWrite(reportFd, GuardianReport.StartingLine(Password));
            if (Start(spec, out var pid) is { } refusal)
                return refusal;

            job = new JobProcesses(pid, spec.Confinement);
            // Should the guardian be killed, the worker must know whom to clean up after.
            Native.TryWrite(reportFd, GuardianReport.StartedLine(Password, pid));
            var cause = Watch(job);
            var (main, leftOver) = job.Finish();
            return new GuardianReport(main.HasExited ? ReportKind.Exited : ReportKind.Signaled, main.Number, cause, leftOver);
        }
        catch (Exception exception)
        {
            // Whatever went wrong here, the job must not go on unguarded.
            job?.Finish();
            return new GuardianReport(ReportKind.Broken, Text: exception.Message);
        }
    }

    /// <summary>Polite signals go to everything on a terminal or in a service: the guardian ends when its job has.</summary>
    private static void StandApart()
    {
        Native.LeaveSession();
        foreach (var signal in (ReadOnlySpan<int>)[Native.SigHup, Native.SigInt, Native.SigQuit, Native.SigTerm])
            Native.Ignore(signal);
        Native.BecomeSubreaper();
        Native.CloseDescriptorsOnExec();
        Native.HideFromEquals();
    }

    /// <returns>Why it was not started; <c>null</c> when it was.</returns>
    private static GuardianReport? Start(JobSpec spec, out int pid)
    {
        pid = 0;
        var error = Native.ChangeDirectory(spec.WorkingDirectory);
        if (error != 0)
            return Refuse(ReportKind.BadDirectory, error);

        var path = CommandFinder.Find(spec.Command[0], spec.Environment, out error);
        try
        {
            if (error == 0)
                error = Spawn(path, spec, out pid);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            spec.Confinement.KillAll();
            return new GuardianReport(ReportKind.BadCommand, IOError, Text: exception.Message); // the machine's fault
        }

        return error switch
        {
            0 => null,
            // The system says only "no such file", and people would look for the wrong one.
            Native.NoSuchFile when File.Exists(path) => new GuardianReport(ReportKind.BadCommand, Text: "the interpreter in its first line was not found"),
            _ => Refuse(ReportKind.BadCommand, error),
        };
    }

    /// <returns>0, or the system's error number.</returns>
    private static int Spawn(string path, JobSpec spec, out int pid)
    {
        var confinement = spec.Confinement;
        if (confinement == Confinement.None)
            return Native.Spawn(path, spec.Command, spec.Environment, out pid);

        var (error, started) = (0, 0);
        Native.LimitChildren(confinement.MaxProcesses);
        confinement.Enter();
        if (confinement.User > 0)
        {
            Native.GiveOutputsTo(confinement.User);
            Native.RunAs(confinement.User, () => error = Native.Spawn(path, spec.Command, spec.Environment, out started));
        }
        else
        {
            error = Native.Spawn(path, spec.Command, spec.Environment, out started);
        }

        confinement.Enter(back: true);
        pid = started;
        return error;
    }

    /// <summary>Waits for the end of the job or for a reason to end it, and never in between.</summary>
    private KillCause Watch(JobProcesses job)
    {
        var cause = KillCause.None;
        while (true)
        {
            var now = MonotonicClock.Milliseconds;
            if (now >= _deadline)
                return cause == KillCause.None ? KillCause.Deadline : cause;
            if (now >= _graceEnd)
                return cause;

            var wait = (int)Math.Min(Math.Min(_deadline, _graceEnd) - now, LongestWaitMilliseconds);
            var (hasControl, hasEnded) = Native.Poll(_control.Fd, job.EndedFd, wait);
            if (hasEnded)
                return cause;
            if (!hasControl)
                continue;
            if (!_control.Read(_commands))
                return cause == KillCause.None ? KillCause.Orphaned : cause;
            if (Obey(job))
                cause = KillCause.Cancel;
        }
    }

    /// <returns>Whether one of the commands was to cancel.</returns>
    private bool Obey(JobProcesses job)
    {
        var cancelled = false;
        foreach (var command in _commands)
        {
            if (!command.IsCancel)
            {
                _deadline = Math.Min(command.Milliseconds, _end);
                continue;
            }

            cancelled = true;
            _graceEnd = Math.Min(_graceEnd, MonotonicClock.Milliseconds + Math.Min(command.Milliseconds, LongestGraceMilliseconds));
            job.AskToStop();
        }

        _commands.Clear();
        return cancelled;
    }

    private static GuardianReport Refuse(ReportKind kind, int error) => new(kind, error, Text: Marshal.GetPInvokeErrorMessage(error));
}
