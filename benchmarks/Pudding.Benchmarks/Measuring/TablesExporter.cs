using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;

namespace Pudding.Benchmarks.Measuring;

/// <summary>Writes what was measured as docs/performance.md shows it: a table for each category, numbers of tenants from left to right, and what is a
/// multiple of what.</summary>
internal sealed class TablesExporter : ExporterBase
{
    /// <inheritdoc />
    protected override string FileExtension => "md";

    /// <inheritdoc />
    protected override string FileCaption => "tables";

    /// <inheritdoc />
    public override void ExportToLog(Summary summary, ILogger logger)
    {
        logger.WriteLine("```text");
        foreach (var line in summary.HostEnvironmentInfo.ToFormattedString())
            logger.WriteLine(line);
        foreach (var runtime in summary.Reports.Select(static report => report.GetRuntimeInfo()).Distinct())
            logger.WriteLine($"Runtime={runtime}");
        logger.WriteLine("```");

        var reports = summary.Reports.Where(static report => report.ResultStatistics is not null);
        var categories = reports.GroupBy(static report => report.BenchmarkCase.Descriptor.Categories.FirstOrDefault("Other"));
        foreach (var category in categories.OrderByDescending(static category => category.Any(static report => report.BenchmarkCase.Descriptor.Baseline)))
        {
            var rows = Row.Of(category).ToList();
            var columns = rows.SelectMany(static row => row.Reports.Keys).Distinct().Order().ToList();
            Write(logger, $"{category.Key}, ns", columns, "B", rows.Select(row =>
                (row.Title, columns.Select(tenants => Number(row[tenants])), row.Allocated.ToString("N0"))));
            var multiples = Multiples(rows).ToList();
            if (multiples.Count == 0)
                continue;
            Write(logger, $"{category.Key}, multiples", columns, "of", multiples.Select(pair =>
                (pair.Of.Title, columns.Select(tenants => Multiple(pair.Of[tenants] / pair.By[tenants])), pair.By.Title)));
        }
    }

    /// <summary>Two levels by flat, and everything by the category's baseline.</summary>
    private static IEnumerable<(Row Of, Row By)> Multiples(List<Row> rows)
    {
        const string TwoLevels = "two levels";
        foreach (var row in rows)
        {
            var flat = row.Title.Replace(TwoLevels, "flat", StringComparison.Ordinal);
            if (flat != row.Title && rows.Find(other => other.Title == flat) is { } other)
                yield return (row, other);
        }

        if (rows.Find(static row => row.Case.Descriptor.Baseline) is not { } baseline)
            yield break;
        foreach (var row in rows.Where(row => row != baseline))
            yield return (row, baseline);
    }

    private static void Write(
        ILogger logger, string title, List<int> columns, string last, IEnumerable<(string Title, IEnumerable<string> Cells, string Last)> lines)
    {
        logger.WriteLine();
        logger.WriteLine($"| {title} | {string.Join(" | ", columns.Select(static tenants => $"{tenants:N0}"))} | {last} |");
        logger.WriteLine($"|---|{string.Concat(columns.Select(static _ => "--:|"))}{(last == "B" ? "--:" : "---")}|");
        foreach (var line in lines.Where(static line => line.Cells.Any(static cell => cell.Length > 0)))
            logger.WriteLine($"| {line.Title} | {string.Join(" | ", line.Cells)} | {line.Last} |");
    }

    private static string Number(double? nanoseconds) => nanoseconds switch
    {
        null => "",
        < 10 => $"{nanoseconds:N1}",
        _ => $"{nanoseconds:N0}",
    };

    private static string Multiple(double? multiple) => multiple switch
    {
        null => "",
        < 0.1 => $"{multiple:N3}",
        < 10 => $"{multiple:N2}",
        _ => $"{multiple:N0}",
    };
}
