namespace Pudding.Usage;

internal static class UsagePeriodExtensions
{
    /// <summary>Time that spans more periods than this is no job's: someone has set the clock, by months. It is not looked at period by period.</summary>
    public const int MaxPeriods = 1000;

    /// <summary>When the period that has this moment in it begins.</summary>
    public static DateTimeOffset StartOf(this UsagePeriod period, DateTimeOffset moment)
    {
        var utc = moment.UtcDateTime;
        return period switch
        {
            UsagePeriod.Hour => new DateTimeOffset(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero),
            UsagePeriod.Day => new DateTimeOffset(utc.Date, TimeSpan.Zero),
            _ => new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero),
        };
    }

    /// <summary>When the next period begins after the one that begins here.</summary>
    public static DateTimeOffset EndOf(this UsagePeriod period, DateTimeOffset start) => period switch
    {
        UsagePeriod.Hour => start.AddHours(1),
        UsagePeriod.Day => start.AddDays(1),
        _ => start.AddMonths(1),
    };

    /// <summary>Cuts a stretch of time where periods end. The parts add up to the whole.</summary>
    public static IEnumerable<(DateTimeOffset Start, TimeSpan Time)> Split(this UsagePeriod period, DateTimeOffset from, TimeSpan time)
    {
        var start = period.StartOf(from);
        for (var count = 1; time > TimeSpan.Zero; count++)
        {
            var end = period.EndOf(start);
            var part = time < end - from || count == MaxPeriods ? time : end - from;
            yield return (start, part);
            (from, start, time) = (end, end, time - part);
        }
    }
}
