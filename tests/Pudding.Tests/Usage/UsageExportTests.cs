using System.Globalization;
using System.Text;
using System.Text.Json;
using Pudding.Jobs;
using Pudding.Tenants;
using Pudding.Usage;

namespace Pudding.Tests.Usage;

public sealed class UsageExportTests : IDisposable
{
    private readonly UsageFarm _farm = new();

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task Csv_is_the_same_in_every_culture()
    {
        await RunSomeAsync();
        using var file = new MemoryStream();
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var elsewhere = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (elsewhere.NumberFormat.NumberDecimalSeparator, elsewhere.DateTimeFormat.TimeSeparator, elsewhere.DateTimeFormat.DateSeparator) = (",", ".", ".");
            CultureInfo.CurrentCulture = elsewhere;
            await _farm.Farm.Get<IUsageClient>().ReadAsync(new UsageQuery { Depth = 2, ByQueue = true, Period = UsagePeriod.Hour }).WriteCsvAsync(file);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        var text = Encoding.UTF8.GetString(file.ToArray());
        Assert.Equal(text.Count(static c => c == '\n'), text.Split("\r\n").Length - 1);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        Assert.StartsWith("organisation,", text, StringComparison.Ordinal);
        Snapshots.Match(text);
    }

    [Fact]
    public async Task Json_lines_are_read_back_as_the_same_records()
    {
        await RunSomeAsync();
        using var file = new MemoryStream();
        await _farm.Farm.Get<IUsageClient>().ReadAsync(new UsageQuery { Period = UsagePeriod.Hour }).WriteJsonLinesAsync(file);

        var text = Encoding.UTF8.GetString(file.ToArray());
        Assert.Equal(
            await _farm.ReadAsync(new UsageQuery { Period = UsagePeriod.Hour }),
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonSerializer.Deserialize(line, UsageJsonContext.Default.UsageRecord)!));
        Snapshots.Match(text);
    }

    [Fact]
    public async Task Of_nothing_the_names_remain()
    {
        using var file = new MemoryStream();
        await _farm.Farm.Get<IUsageClient>().ReadAsync(new UsageQuery()).WriteCsvAsync(file);

        Assert.Single(Encoding.UTF8.GetString(file.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task The_example_of_the_page_works()
    {
        await RunSomeAsync();
        using var file = new MemoryStream();

        await WriteInvoiceAsync(_farm.Farm.Get<IUsageClient>(), file, CancellationToken.None);

        Assert.Contains("rails/rails,linux,Month,2026-01-01T00:00:00Z", Encoding.UTF8.GetString(file.ToArray()), StringComparison.Ordinal);
    }

    // snippet: export
    private static Task WriteInvoiceAsync(IUsageClient usage, Stream file, CancellationToken cancellationToken)
    {
        var january = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var query = new UsageQuery
        {
            Tenant = TenantPath.Parse("rails"),
            Depth = 2, // a record for each of its projects; 1, or nothing, for the organisation itself
            ByQueue = true,
            Period = UsagePeriod.Month,
            From = january,
            Before = january.AddMonths(1),
        };
        return usage.ReadAsync(query, cancellationToken).WriteCsvAsync(file, cancellationToken);
    }
    // end snippet

    private async Task RunSomeAsync()
    {
        _farm.Pass(50.5);
        await _farm.BeginAsync("w1", "rails/rails");
        await _farm.BeginAsync("w2", "rails/rails");
        await _farm.BeginAsync("w3", "rails/globalid", "osx");
        _farm.Pass(0.00123);
        await _farm.EndAsync("w2", JobOutcome.Failed("so it goes"));
        _farm.Pass(20);
        await _farm.EndAsync("w1");
        await _farm.CountAsync();
    }
}
