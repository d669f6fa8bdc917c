using BuildFarm.Farm;
using Pudding.Jobs;
using Pudding.Pools;
using Spectre.Console;

namespace BuildFarm.Views;

/// <summary>What there is to say when a run is over: why jobs failed, a table, and what one sees in it.</summary>
internal static class Report
{
    public const int MostFailuresShown = 5;

    /// <summary>Wide enough for the table.</summary>
    public const int Width = 120;

    private const int LogLinesShown = 15;

    public static Table Table(IReadOnlyList<ProjectSnapshot> projects)
    {
        var someCancelled = projects.Any(static project => project.Cancelled > 0);
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey).AddColumn(new TableColumn("project").NoWrap());
        string[] headings =
        [
            "jobs", "done", "failed", .. someCancelled ? ["cancelled"] : Array.Empty<string>(), "most at once", "wait p50", "wait p95", "run time", "took",
        ];
        foreach (var heading in headings)
            table.AddColumn(new TableColumn(heading).RightAligned());

        foreach (var project in projects)
        {
            table.AddRow(
            [
                Markup.Escape(project.Path.Value),
                $"{project.Jobs}",
                $"{project.Succeeded}",
                Loud(project.Failed, "red"),
                .. someCancelled ? [Loud(project.Cancelled, "yellow")] : Array.Empty<string>(),
                $"{project.MostRunning}/{project.Limit}",
                Words.Seconds(Percentile.Of(project.Waits, 50)),
                Words.Seconds(Percentile.Of(project.Waits, 95)),
                Words.Seconds(project.Worked),
                Words.Seconds(project.Took),
            ]);
        }

        return table;
    }

    /// <summary>One sentence that follows from the numbers, whichever order made them.</summary>
    public static string Sentence(IReadOnlyList<ProjectSnapshot> projects)
    {
        var big = projects.MaxBy(static project => project.Jobs)!;
        var others = projects.Where(project => project != big).SelectMany(static project => project.Waits);
        var held = $"{big.Path} never had more than {big.MostRunning} of its {big.Jobs} jobs running (limit {big.Limit})";
        var cutShort = projects.Any(static project => project.Cancelled > 0); // the waits of those that never started are missing
        if (cutShort || Percentile.Of(big.Waits, 50) is not { } own || Percentile.Of(others, 50) is not { } theirs)
            return $"{held}.";

        var seen = theirs < own ? "the others did not have to wait for it to be done" : "the others waited behind it";
        return $"{held}; the median job of the other projects waited {Words.Seconds(theirs)}, its own {Words.Seconds(own)}: {seen}.";
    }

    /// <summary>What became of the pool.</summary>
    /// <param name="pool">The pool, as this run knows it.</param>
    /// <param name="before">How many instances runs before this one have launched.</param>
    /// <param name="most">The most instances at once.</param>
    /// <param name="killed">How many jobs were taken from instances.</param>
    public static string Pool(PoolStatus pool, int before, int most, int killed)
    {
        var launched = before == 0 ? Words.Count(pool.Launched, "instance") : $"{Words.Count(before + pool.Launched, "instance")}, {before} of them in runs before this one";
        return $"The pool launched {launched} (at most {most} at once) and retired {pool.Retired}; jobs killed by scale-in: {killed}.";
    }

    /// <summary>Why a job failed, and the end of its log.</summary>
    public static string Failure(Job job, string log)
    {
        var lines = log.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(LogLinesShown);
        return string.Join('\n', [$"{job.Tenant}: {job.Name} failed: {job.Reason}", .. lines.Select(static line => $"    | {line}"), ""]);
    }

    private static string Loud(int count, string color) => count == 0 ? "0" : $"[{color}]{count}[/]";
}
