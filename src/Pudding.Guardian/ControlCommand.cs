using System.Globalization;

namespace Pudding.Guardian;

/// <summary>One line of the control pipe after the <see cref="JobSpec"/>: <c>deadline &lt;ms on the monotonic clock&gt;</c> replaces the deadline,
/// <c>cancel &lt;grace in ms&gt;</c> asks the job to stop.</summary>
internal readonly record struct ControlCommand(bool IsCancel, long Milliseconds)
{
    private const string DeadlineWord = "deadline";
    private const string CancelWord = "cancel";

    public static ControlCommand Deadline(long at) => new(IsCancel: false, at);

    public static ControlCommand Cancel(TimeSpan grace) => new(IsCancel: true, (long)grace.TotalMilliseconds);

    public string ToLine() => $"{(IsCancel ? CancelWord : DeadlineWord)} {Milliseconds}\n";

    /// <returns><c>null</c> for a malformed line, which changes nothing.</returns>
    public static ControlCommand? TryParse(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || !long.TryParse(line.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
            return null;

        return line[..space] switch
        {
            DeadlineWord => new ControlCommand(IsCancel: false, milliseconds),
            CancelWord => new ControlCommand(IsCancel: true, milliseconds),
            _ => null,
        };
    }
}
