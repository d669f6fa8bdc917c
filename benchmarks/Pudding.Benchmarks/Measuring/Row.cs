using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Pudding.Benchmarks.Scheduling;

namespace Pudding.Benchmarks.Measuring;

/// <summary>One line of a table: a benchmark with all of its parameters but the number of tenants, which are the columns.</summary>
/// <param name="Title">What the line begins with.</param>
/// <param name="Reports">What was measured, by number of tenants.</param>
internal sealed record Row(string Title, IReadOnlyDictionary<int, BenchmarkReport> Reports)
{
    private const string Columns = "Tenants";

    public BenchmarkCase Case => Reports.Values.First().BenchmarkCase;

    /// <summary>Nanoseconds per operation, the median of all stretches; none where nothing was measured.</summary>
    public double? this[int tenants] => Reports.GetValueOrDefault(tenants)?.ResultStatistics?.Median;

    /// <summary>The most bytes per operation that were allocated; what is less than the allocator hands out at a time is the harness's.</summary>
    public long Allocated => Reports.Values.Max(static report =>
        (report.GcStats.GetTotalAllocatedBytes(excludeAllocationQuantumSideEffects: true) ?? 0) / report.GcStats.TotalOperations);

    /// <summary>The lines of some reports: the scheduler's first, and last what was not measured with every number of tenants.</summary>
    public static IEnumerable<Row> Of(IEnumerable<BenchmarkReport> reports) => reports
        .GroupBy(static report => TitleOf(report.BenchmarkCase))
        .Select(static line => new Row(line.Key, line.ToDictionary(static report => (int)report.BenchmarkCase.Parameters[Columns])))
        .OrderBy(static row => row.Case.Parameters[nameof(Shape)] is null)
        .ThenByDescending(static row => row.Reports.Count)
        .ThenBy(static row => row.Case.Descriptor.MethodIndex);

    private static string TitleOf(BenchmarkCase benchmark)
    {
        var parameters = benchmark.Parameters.Items.Where(static parameter => parameter.Name != Columns).Select(static parameter => parameter.Value switch
        {
            bool value => value ? parameter.Name.ToLowerInvariant() : "",
            Enum value => value.ToString() switch { "TwoLevels" => "two levels", var name => name.ToLowerInvariant() },
            var value => $"{value} {parameter.Name.ToLowerInvariant()}",
        });
        return string.Join(", ", parameters.Where(static text => text.Length > 0).Prepend(benchmark.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')));
    }
}
