using System.Globalization;
using System.IO.Compression;
using Pudding.Tenants;

namespace Pudding.Simulation.Workloads;

/// <summary>Reads workloads from comma-separated text.</summary>
public static class CsvWorkload
{
    private const string SubmitColumn = "submit_s";
    private const string TenantColumn = "tenant";
    private const string RuntimeColumn = "duration_s";
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>The bytes that a file begins with which gzip packed.</summary>
    private static ReadOnlySpan<byte> GzipMark => [0x1F, 0x8B];

    /// <summary>Reads a file; one that was packed by gzip is unpacked, whatever its name.</summary>
    /// <exception cref="FormatException">As <see cref="Read"/>.</exception>
    public static Workload ReadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = File.OpenRead(path);
        var isPacked = file.ReadByte() == GzipMark[0] && file.ReadByte() == GzipMark[1];
        file.Position = 0;
        using var unpacked = isPacked ? new GZipStream(file, CompressionMode.Decompress) : null;
        using var reader = new StreamReader((Stream?)unpacked ?? file);
        return Read(reader);
    }

    /// <summary>Reads text with a line of headings, among them <c>submit_s</c>, <c>tenant</c> and <c>duration_s</c> (seconds; other columns are ignored),
    /// and a line for each job.</summary>
    /// <remarks>Lines that don't go by time of submission are put in its order; those of one moment stay as they come. A field may be in quotes.</remarks>
    /// <exception cref="FormatException">A heading is missing or a line can't be read; the message names the line and the column.</exception>
    public static Workload Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var first = reader.ReadLine() ?? throw new FormatException("Line 1: there is none; a line of headings comes first.");
        var headings = Split(first.TrimStart(ByteOrderMark), 1);
        var submit = Find(headings, SubmitColumn);
        var tenant = Find(headings, TenantColumn);
        var runtime = Find(headings, RuntimeColumn);

        var jobs = new List<WorkloadJob>();
        var number = 1;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var fields = Split(line, number);
            if (fields.Length != headings.Length)
                throw new FormatException($"Line {number}: it has {fields.Length} fields, the headings are {headings.Length}.");
            jobs.Add(new WorkloadJob
            {
                Tenant = TenantPath.TryParse(fields[tenant], CultureInfo.InvariantCulture, out var path)
                    ? path
                    : throw new FormatException($"Line {number}, {TenantColumn}: '{fields[tenant]}' is no tenant path."),
                SubmittedAt = Seconds(fields[submit], number, SubmitColumn),
                Runtime = Seconds(fields[runtime], number, RuntimeColumn),
            });
        }

        return new Workload([.. jobs.OrderBy(static job => job.SubmittedAt)]);
    }

    private static string[] Split(string line, int number) =>
        CsvLine.Split(line) ?? throw new FormatException($"Line {number}: a quote is not closed, or stands amid a field.");

    private static int Find(string[] headings, string name) => Array.IndexOf(headings, name) is var index and >= 0
        ? index
        : throw new FormatException($"Line 1: there is no column '{name}' among {string.Join(", ", headings)}.");

    private static TimeSpan Seconds(string text, int line, string column) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e10
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"Line {line}, {column}: '{text}' is no number of seconds from zero up.");
}
