using System.Globalization;
using System.Text;

namespace Pudding.Guardian;

/// <summary>The processes of this machine, read from <c>/proc</c>; empty where there is none (macOS).</summary>
internal sealed class ProcessTable
{
    private const string Root = "/proc";

    private ProcessTable(IReadOnlyList<ProcessEntry> entries) => Entries = entries;

    /// <summary>Not a snapshot: processes come and go while it is read.</summary>
    public IReadOnlyList<ProcessEntry> Entries { get; }

    public static ProcessTable Read()
    {
        var entries = new List<ProcessEntry>();
        if (!OperatingSystem.IsLinux())
            return new ProcessTable(entries);

        foreach (var directory in Directory.EnumerateDirectories(Root))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && ReadFile(pid, "stat") is { } stat
                && TryParse(pid, Encoding.Latin1.GetString(stat), out var entry))
                entries.Add(entry);
        }

        return new ProcessTable(entries);
    }

    /// <summary>Whether the environment that a process was started with has the entry; <c>false</c> when it is gone or another user's.</summary>
    public static bool HasEnvironment(int pid, string entry) =>
        ReadFile(pid, "environ") is { } environment && environment.AsSpan().IndexOf(Encoding.UTF8.GetBytes(entry)) >= 0;

    /// <summary>The children of the given processes, their children, and so on; without the given ones.</summary>
    public IReadOnlyList<ProcessEntry> DescendantsOf(params IReadOnlyCollection<int> ancestors)
    {
        var children = Entries.ToLookup(entry => entry.ParentPid);
        var found = new List<ProcessEntry>();
        var seen = new HashSet<int>(ancestors);
        var open = new Queue<int>(ancestors);
        while (open.TryDequeue(out var parent))
        {
            foreach (var child in children[parent])
            {
                if (!seen.Add(child.Pid))
                    continue;
                found.Add(child);
                open.Enqueue(child.Pid);
            }
        }

        return found;
    }

    // "pid (name) state parent group session …": the name may hold spaces and parentheses.
    private static bool TryParse(int pid, string stat, out ProcessEntry entry)
    {
        entry = default;
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 5
            || !int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent)
            || !int.TryParse(fields[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var group)
            || !int.TryParse(fields[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var session))
            return false;

        entry = new ProcessEntry(pid, parent, group, session, fields[0] is "Z" or "X");
        return true;
    }

    private static byte[]? ReadFile(int pid, string name)
    {
        try
        {
            return File.ReadAllBytes($"{Root}/{pid}/{name}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended, or is another user's
        }
    }
}
