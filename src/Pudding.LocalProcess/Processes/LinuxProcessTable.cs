using System.Globalization;
using System.Text;

namespace Pudding.LocalProcess.Processes;

/// <summary>The processes as <c>/proc</c> shows them. The start of one is the boot of the machine and the ticks since.</summary>
internal sealed class LinuxProcessTable : IProcessTable
{
    private const string Root = "/proc";

    private readonly string _boot = Encoding.ASCII.GetString(ReadFile("sys/kernel/random", "boot_id") ?? []).Trim();

    public ProcessEntry? Find(int pid) => ReadFile($"{pid}", "stat") is { } stat ? Parse(pid, Encoding.Latin1.GetString(stat)) : null;

    public IReadOnlyList<ProcessEntry> WithMark(string mark)
    {
        var variable = Encoding.UTF8.GetBytes($"{InstanceEnvironment.Mark}={mark}\0");
        var found = new List<ProcessEntry>();
        foreach (var directory in Directory.EnumerateDirectories(Root))
        {
            var name = Path.GetFileName(directory);
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && ReadFile(name, "environ") is { } environment && environment.AsSpan().IndexOf(variable) >= 0
                && Find(pid) is { IsZombie: false } entry)
                found.Add(entry);
        }

        return found;
    }

    // "pid (name) state parent group session …" with the start as the 22nd field: the name may hold spaces and parentheses.
    private ProcessEntry? Parse(int pid, string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19
            && int.TryParse(fields[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var group)
            && int.TryParse(fields[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var session)
            ? new ProcessEntry(pid, group, session, $"{_boot}/{fields[19]}", fields[0] is "Z" or "X")
            : null;
    }

    private static byte[]? ReadFile(string directory, string name)
    {
        try
        {
            return File.ReadAllBytes($"{Root}/{directory}/{name}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended, or is another user's
        }
    }
}
