using System.Globalization;

namespace Pudding.Worker.Isolation;

/// <summary>The control groups (v2) of this worker's jobs: one for each job, below the worker's own, and one beside them for the worker itself, since a group with processes of its own
/// hands no controllers down.</summary>
/// <param name="root">The directory that the groups are made in.</param>
/// <param name="home">The group of the worker.</param>
/// <param name="controllers">What can be limited in them.</param>
internal sealed class CgroupTree(string root, string home, IReadOnlySet<string> controllers)
{
    private const string Mounts = "/proc/self/mountinfo";
    private const int CpuPeriod = 100_000; // in microseconds, as the kernel has it by default

    private static readonly string[] Wanted = ["cpu", "memory", "pids"];

    public string Home => home;

    public IReadOnlySet<string> Controllers => controllers;

    /// <param name="reason">Why there is none, for people.</param>
    /// <returns>The groups; <c>null</c> where there are none to be had.</returns>
    public static CgroupTree? TryOpen(out string reason)
    {
        try
        {
            reason = "";
            if (FindMount() is not { } mount)
            {
                reason = "control groups (v2) are not mounted";
                return null;
            }

            var own = File.ReadLines("/proc/self/cgroup").FirstOrDefault(static line => line.StartsWith("0::", StringComparison.Ordinal))?[3..] ?? "/";
            var parent = own == "/" ? Path.Combine(mount, "pudding") : mount + own;
            var home = Path.Combine(parent, "worker");
            Directory.CreateDirectory(home);
            if (own != "/")
                MoveAll(parent, home);
            return new CgroupTree(parent, own == "/" ? mount : home, Delegate(own == "/" ? [mount, parent] : [parent]));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = $"control groups can't be made: {exception.Message}";
            return null;
        }
    }

    /// <summary>Makes the group of a job.</summary>
    /// <exception cref="IOException">It can't be made.</exception>
    public string Create(string name, JobIsolationOptions limits)
    {
        var path = Path.Combine(root, name);
        Directory.CreateDirectory(path);
        Limit(path, "pids", "pids.max", limits.MaxProcesses);
        Limit(path, "memory", "memory.max", limits.MaxMemoryBytes);
        if (File.Exists(Path.Combine(path, "memory.swap.max"))) // not every kernel counts it
            Limit(path, "memory", "memory.swap.max", limits.MaxMemoryBytes is null ? null : 0);
        if (limits.MaxCpus is { } cpus && controllers.Contains("cpu"))
            File.WriteAllText(Path.Combine(path, "cpu.max"), string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Max(1000, cpus * CpuPeriod)} {CpuPeriod}"));
        return path;
    }

    /// <summary>Removes the group of a job that is over; one with a process that can't be killed stays.</summary>
    public static bool TryRemove(string path)
    {
        try
        {
            Directory.Delete(path);
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(path);
        }
    }

    private void Limit(string path, string controller, string file, long? limit)
    {
        if (limit is { } most && controllers.Contains(controller))
            File.WriteAllText(Path.Combine(path, file), most.ToString(CultureInfo.InvariantCulture));
    }

    private static string? FindMount() => File.ReadLines(Mounts)
        .Select(static line => line.Split(' '))
        .Where(static fields => Array.IndexOf(fields, "-") is var dash && dash > 4 && dash + 1 < fields.Length && fields[dash + 1] == "cgroup2")
        .Select(static fields => fields[4])
        .FirstOrDefault();

    private static void MoveAll(string from, string to)
    {
        foreach (var process in File.ReadAllLines(Path.Combine(from, "cgroup.procs")))
            File.WriteAllText(Path.Combine(to, "cgroup.procs"), process);
    }

    /// <summary>Lets each group limit those in it, as far as those above it let it.</summary>
    private static HashSet<string> Delegate(IReadOnlyList<string> path)
    {
        HashSet<string> delegated = new(Wanted, StringComparer.Ordinal);
        foreach (var group in path)
        {
            delegated.IntersectWith(File.ReadAllText(Path.Combine(group, "cgroup.controllers")).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
            foreach (var controller in delegated)
                File.WriteAllText(Path.Combine(group, "cgroup.subtree_control"), "+" + controller);
        }

        return delegated;
    }
}
