namespace Pudding.Guardian;

/// <summary>The processes of one job, all descendants of this process: asks them to stop, notices the end of the first, ends the rest.</summary>
internal sealed class JobProcesses
{
    private const int StackBytes = 128 * 1024;

    // What can't be killed in this time is another user's or stuck in the kernel: waiting longer would only hold the slot.
    private const int SweepMilliseconds = 2_000;
    private const int LongestPauseMilliseconds = 50;

    private readonly int _main;
    private readonly int _endedWriter;
    private readonly Confinement _confinement;

    /// <param name="main">The job's first process, leader of a session and of a process group.</param>
    /// <param name="confinement">What the job is shut into.</param>
    public JobProcesses(int main, Confinement confinement)
    {
        _main = main;
        _confinement = confinement;
        (EndedFd, _endedWriter) = Native.CreatePipe(); // after the start of the job, so the job doesn't inherit it
        new Thread(WatchChildren, StackBytes) { IsBackground = true, Name = "children" }.Start();
    }

    /// <summary>Can be read once the main process has ended. It stays a zombie until <see cref="Finish"/>, so its id names nobody else.</summary>
    public int EndedFd { get; }

    public void AskToStop()
    {
        Native.Kill(-_main, Native.SigTerm);
        Native.Kill(-_main, Native.SigCont); // what is stopped could not hear it
    }

    /// <summary>Kills whatever is left of the job.</summary>
    /// <returns>How the main process ended, and how many processes could not be killed.</returns>
    public (ChildEnd Main, int LeftOver) Finish()
    {
        var giveUpAt = MonotonicClock.Milliseconds + SweepMilliseconds;
        var pause = 1;
        ChildEnd main = default;
        while (true)
        {
            if (main.Pid == 0)
                Native.Kill(-_main, Native.SigKill);
            _confinement.KillAll();
            var left = KillDescendants();

            // The main process goes first and the others after it: until it is taken, the watching thread may be taking others.
            if (main.Pid == 0 && Native.Poll(EndedFd, pause))
                main = Native.Reap(_main);
            if (main.Pid != 0 && Native.ReapAll())
                return (main, 0);
            if (MonotonicClock.Milliseconds > giveUpAt)
                return (main, Math.Max(left, 1));

            Native.Pause(pause);
            pause = Math.Min(pause * 2, LongestPauseMilliseconds);
        }
    }

    private static int KillDescendants()
    {
        var left = 0;
        foreach (var process in ProcessTable.Read().DescendantsOf(Native.ProcessId))
        {
            if (process.IsZombie)
                continue;
            Native.Kill(process.Pid, Native.SigKill);
            left++;
        }

        return left;
    }

    /// <summary>Takes the ends of orphans while the job runs, so that a long job leaves no zombies, and reports the end of the main process.</summary>
    private void WatchChildren()
    {
        for (var pid = Native.WaitForAny(); pid != _main && pid != 0; pid = Native.WaitForAny())
            Native.Reap(pid);
        Native.TryWrite(_endedWriter, "\n");
    }
}
