namespace Pudding.Guardian;

/// <summary>What a job is shut into, beside being a job of its own. Linux, and only root can do it.</summary>
/// <param name="User">The user and group that it runs as, and nobody else does while it runs; 0 for the guardian's own.</param>
/// <param name="MaxProcesses">The most processes and threads of that user; 0 for no limit.</param>
/// <param name="Cgroup">The directory of its control group; empty for none.</param>
/// <param name="HomeCgroup">Where the guardian goes back to, once the job was born into its group.</param>
internal sealed record Confinement(int User = 0, int MaxProcesses = 0, string Cgroup = "", string HomeCgroup = "")
{
    public static Confinement None { get; } = new();

    /// <summary>Ends every process that is shut in, whatever it has made of itself.</summary>
    public void KillAll()
    {
        if (Cgroup.Length > 0)
            TryWrite(Path.Combine(Cgroup, "cgroup.kill"), "1");
        if (User > 0)
            Native.KillAllOf(User);
    }

    /// <summary>This process moves into the job's group, so that what it starts is born there; or back.</summary>
    /// <exception cref="IOException">The group can't be entered.</exception>
    public void Enter(bool back = false)
    {
        if (Cgroup.Length > 0)
            File.WriteAllText(Path.Combine(back ? HomeCgroup : Cgroup, "cgroup.procs"), "0");
    }

    private static void TryWrite(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // gone with its last process, or a kernel before 5.14: the other ways to end a job remain
        }
    }
}
