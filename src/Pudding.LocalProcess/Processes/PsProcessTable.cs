using System.Diagnostics;
using System.Globalization;

namespace Pudding.LocalProcess.Processes;

/// <summary>The processes as <c>ps</c> shows them: for systems without <c>/proc</c>. The mark is found among the arguments of an instance's keeper, since environments can't be read.</summary>
internal sealed class PsProcessTable : IProcessTable
{
    private const int DateWords = 5; // Mon Nov 30 20:05:10 2026

    private readonly Lazy<IReadOnlyList<(ProcessEntry Entry, string Arguments)>> _all = new(Read);

    public ProcessEntry? Find(int pid) =>
        _all.Value.Where(process => process.Entry.Pid == pid).Select(static process => (ProcessEntry?)process.Entry).FirstOrDefault();

    public IReadOnlyList<ProcessEntry> WithMark(string mark) =>
        [.. _all.Value.Where(process => !process.Entry.IsZombie && process.Arguments.Contains(mark, StringComparison.Ordinal)).Select(static process => process.Entry)];

    private static IReadOnlyList<(ProcessEntry, string)> Read()
    {
        var start = new ProcessStartInfo("ps", ["-axww", "-o", "pid=,pgid=,stat=,lstart=,args="]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["LC_ALL"] = "C";
        using var ps = Process.Start(start) ?? throw new IOException("'ps' can't be started.");
        var lines = ps.StandardOutput.ReadToEnd().Split('\n');
        ps.WaitForExit();
        return [.. lines.Select(Parse).OfType<(ProcessEntry, string)>()];
    }

    private static (ProcessEntry, string)? Parse(string line)
    {
        var words = line.Split(' ', 3 + DateWords + 1, StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 3 + DateWords
            && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && int.TryParse(words[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var group)
            ? (new ProcessEntry(pid, group, Session: 0, string.Join(' ', words[3..(3 + DateWords)]), words[2].StartsWith('Z')), words[^1])
            : null;
    }
}
