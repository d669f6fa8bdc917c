using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pudding.Usage;

/// <summary>Writes usage down for other programs. Works on any sequence of records; keeps one of them in memory at a time.</summary>
public static class UsageExport
{
    private const string Header =
        "organisation,tenant,queue,period,start,end,slot_seconds,peak_concurrency,enqueued,started,succeeded,failed,cancelled,lost,is_final,is_incomplete";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes CSV as RFC 4180 has it: UTF-8, a line of names first, lines that end with CR LF. Numbers have a point, times are ISO 8601 in UTC, whatever the culture. No
    /// field needs quotes. The columns are documented in <c>docs/usage.md</c>; new ones are added at the end.</summary>
    /// <param name="records">The records.</param>
    /// <param name="stream">Where to write; stays open.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteCsvAsync(this IAsyncEnumerable<UsageRecord> records, Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(stream);
        var writer = new StreamWriter(stream, Utf8, leaveOpen: true) { NewLine = "\r\n" };
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteLineAsync(Header.AsMemory(), cancellationToken).ConfigureAwait(false);
            await foreach (var record in records.WithCancellation(cancellationToken).ConfigureAwait(false))
                await writer.WriteLineAsync(Line(record).AsMemory(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a JSON object for each record, each on a line of its own that ends with LF, in UTF-8: the properties of <see cref="UsageRecord"/> in camel case.</summary>
    /// <param name="records">The records.</param>
    /// <param name="stream">Where to write; stays open.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteJsonLinesAsync(this IAsyncEnumerable<UsageRecord> records, Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(stream);
        await foreach (var record in records.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await JsonSerializer.SerializeAsync(stream, record, UsageJsonContext.Default.UsageRecord, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Line(UsageRecord record) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Organisation(record)},{record.Tenant},{record.Queue},{record.Period},{Time(record.Start)},{Time(record.End)},{record.SlotSeconds},{record.PeakConcurrency},"
        + $"{record.Enqueued},{record.Started},{record.Succeeded},{record.Failed},{record.Cancelled},{record.Lost},{Word(record.IsFinal)},{Word(record.IsIncomplete)}");

    private static string Organisation(UsageRecord record) => record.Tenant.Value.Split('/')[0];

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Word(bool value) => value ? "true" : "false";
}
