namespace Pudding.Scheduling.Explanations;

internal static class Duration
{
    /// <summary>A duration as a person would say it: in one unit, or two; rounded up, since whoever waits had better not look too early.</summary>
    public static string InWords(TimeSpan duration)
    {
        var seconds = (long)Math.Ceiling(duration.TotalSeconds);
        var minutes = (seconds + 59) / 60;
        var hours = (minutes + 59) / 60;
        return (seconds, minutes, hours) switch
        {
            ( <= 1, _, _) => "a second",
            ( < 120, _, _) => $"{seconds} s",
            (_, < 120, _) => $"{minutes} min",
            (_, < 48 * 60, _) => minutes % 60 == 0 ? $"{minutes / 60} h" : $"{minutes / 60} h {minutes % 60} min",
            _ => hours % 24 == 0 ? $"{hours / 24} days" : $"{hours / 24} days {hours % 24} h",
        };
    }
}
