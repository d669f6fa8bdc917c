using System.Globalization;

namespace Pudding.Guardian;

/// <summary>What a guardian says last, as one line: <c>&lt;password&gt; report &lt;kind&gt; &lt;number&gt; &lt;cause&gt; &lt;left over&gt; &lt;text&gt;</c>.</summary>
/// <param name="Kind">What became of the command.</param>
/// <param name="Number">The exit code, the signal, or the system's error number.</param>
/// <param name="Cause">Why it was killed, if it was.</param>
/// <param name="LeftOver">How many processes of the job could not be killed: another user's, or stuck in the kernel.</param>
/// <param name="Text">For people: what the error number means.</param>
internal sealed record GuardianReport(ReportKind Kind, int Number = 0, KillCause Cause = KillCause.None, int LeftOver = 0, string Text = "")
{
    private const string Word = "report";
    private const string StartedWord = "started";
    private const string StartingWord = "starting";

    public string ToLine(string password) =>
        $"{password} {Word} {Kind} {Number} {Cause} {LeftOver} {Text.ReplaceLineEndings(" ")}\n";

    /// <summary>What a guardian says before it starts the job: from then on the job may have done something.</summary>
    public static string StartingLine(string password) => $"{password} {StartingWord}\n";

    public static bool IsStarting(string password, string line) => line == $"{password} {StartingWord}";

    /// <summary>What a guardian says once the job runs: its main process.</summary>
    public static string StartedLine(string password, int pid) => $"{password} {StartedWord} {pid}\n";

    /// <returns>The job's main process; 0 for any other line.</returns>
    public static int TryParseStarted(string password, string line) =>
        line.Split(' ') is [var said, StartedWord, var pid] && said == password && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    public static GuardianReport? TryParse(string password, string line)
    {
        var parts = line.Split(' ', 7);
        return parts is [var said, Word, var kindText, var numberText, var causeText, var leftText, var text]
            && said == password
            && Enum.TryParse(kindText, out ReportKind kind)
            && int.TryParse(numberText, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            && Enum.TryParse(causeText, out KillCause cause)
            && int.TryParse(leftText, NumberStyles.None, CultureInfo.InvariantCulture, out var left)
            ? new GuardianReport(kind, number, cause, left, text.Trim())
            : null;
    }
}
