using System.Globalization;

namespace Pudding.Guardian;

/// <summary>What a guardian says last, as one line: <c>report &lt;kind&gt; &lt;number&gt; &lt;cause&gt; &lt;left over&gt; &lt;text&gt;</c>.</summary>
/// <param name="Kind">What became of the command.</param>
/// <param name="Number">The exit code, the signal, or the system's error number.</param>
/// <param name="Cause">Why it was killed, if it was.</param>
/// <param name="LeftOver">How many processes of the job could not be killed: another user's, or stuck in the kernel.</param>
/// <param name="Text">For people: what the error number means.</param>
internal sealed record GuardianReport(ReportKind Kind, int Number = 0, KillCause Cause = KillCause.None, int LeftOver = 0, string Text = "")
{
    private const string Word = "report";
    private const string StartedWord = "started";

    public string ToLine() =>
        $"{Word} {Kind} {Number} {Cause} {LeftOver} {Text.ReplaceLineEndings(" ")}\n";

    /// <summary>What a guardian says once the job runs: its main process.</summary>
    public static string StartedLine(int pid) => $"{StartedWord} {pid}\n";

    /// <returns>The job's main process; 0 for any other line.</returns>
    public static int TryParseStarted(string line) =>
        line.Split(' ') is [StartedWord, var pid] && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    public static GuardianReport? TryParse(string line)
    {
        var parts = line.Split(' ', 6);
        return parts is [Word, var kindText, var numberText, var causeText, var leftText, var text]
            && Enum.TryParse(kindText, out ReportKind kind)
            && int.TryParse(numberText, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            && Enum.TryParse(causeText, out KillCause cause)
            && int.TryParse(leftText, NumberStyles.None, CultureInfo.InvariantCulture, out var left)
            ? new GuardianReport(kind, number, cause, left, text.Trim())
            : null;
    }
}
