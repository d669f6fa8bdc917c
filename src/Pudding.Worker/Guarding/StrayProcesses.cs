using Pudding.Guardian;

namespace Pudding.Worker.Guarding;

/// <summary>The processes of a job whose guardian was killed. They are no descendants of this process, so they are known by the session of the job, by
/// their environment, and as descendants of those. Linux only; elsewhere the job's process group is killed.</summary>
/// <param name="main">The job's main process; 0 when it is not known.</param>
/// <param name="mark">The entry of the environment that only they have.</param>
/// <param name="time">Paces the attempts.</param>
internal sealed class StrayProcesses(int main, string mark, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <returns>How many could not be killed.</returns>
    public async Task<int> KillAsync()
    {
        if (!OperatingSystem.IsLinux() && main > 0)
            Native.Kill(-main, Native.SigKill);

        // Real time, whatever clock the worker has: it waits for the kernel.
        var giveUpAt = MonotonicClock.Milliseconds + (long)Patience.TotalMilliseconds;
        while (true)
        {
            var left = KillOnce();
            if (left == 0 || MonotonicClock.Milliseconds > giveUpAt)
                return left;
            await Task.Delay(Pause, time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private int KillOnce()
    {
        var table = ProcessTable.Read();
        var own = table.Entries
            .Where(entry => !entry.IsZombie && ((main > 0 && entry.Session == main) || ProcessTable.HasEnvironment(entry.Pid, mark)))
            .Select(entry => entry.Pid)
            .ToHashSet();
        own.UnionWith(table.DescendantsOf(own).Where(entry => !entry.IsZombie).Select(entry => entry.Pid));
        foreach (var pid in own)
            Native.Kill(pid, Native.SigKill);
        return own.Count;
    }
}
