namespace Pudding.Maintenance;

/// <summary>What the times of retention must be. Every error begins with the setting that it is about.</summary>
internal static class RetentionRules
{
    private static readonly TimeSpan Min = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Max = TimeSpan.FromDays(36_500);

    public static IEnumerable<string> Check(RetentionOptions? retention)
    {
        if (retention is null)
        {
            yield return "PuddingOptions.Retention: it is null; set its times to null to keep everything.";
            yield break;
        }

        (string Name, TimeSpan? Value)[] times =
        [
            (nameof(retention.FinishedJobs), retention.FinishedJobs),
            (nameof(retention.Logs), retention.Logs),
            (nameof(retention.Events), retention.Events),
        ];
        foreach (var (name, value) in times)
        {
            if (value < Min || value > Max)
                yield return $"PuddingOptions.Retention.{name}: {value} is not from a minute to {Max.TotalDays:0} days; null keeps for ever.";
        }

        if (retention.Logs > retention.FinishedJobs)
        {
            yield return $"PuddingOptions.Retention.Logs: {retention.Logs} is more than FinishedJobs ({retention.FinishedJobs}), with which logs are forgotten; "
                + "null keeps them as long as their jobs.";
        }

        if (retention.Interval < TimeSpan.FromSeconds(1) || retention.Interval > TimeSpan.FromDays(1))
            yield return $"PuddingOptions.Retention.Interval: {retention.Interval} is not from a second to a day.";
    }
}
