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

    /// <summary>Reads a file; one whose name ends in <c>.gz</c> is unpacked.</summary>
    /// <exception cref="FormatException">As <see cref="Read"/>.</exception>
    public static Workload ReadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = File.OpenRead(path);
        using var unpacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : null;
        using var reader = new StreamReader((Stream?)unpacked ?? file);
        return Read(reader);
    }

    /// <summary>Reads text with a line of headings, among them <c>submit_s</c>, <c>tenant</c> and <c>duration_s</c> (seconds; other columns are ignored),
    /// and a line for each job, by time of submission.</summary>
    /// <exception cref="FormatException">A heading is missing or a line can't be read; the message names the line and the column.</exception>
    public static Workload Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var headings = (reader.ReadLine() ?? throw new FormatException("Line 1: there is none; a line of headings comes first.")).Split(',');
        var submit = Find(headings, SubmitColumn);
        var tenant = Find(headings, TenantColumn);
        var runtime = Find(headings, RuntimeColumn);

        var jobs = new List<WorkloadJob>();
        var number = 1;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0)
                continue;
            var fields = line.Split(',');
            if (fields.Length != headings.Length)
                throw new FormatException($"Line {number}: it has {fields.Length} fields, the headings are {headings.Length}.");
            var job = new WorkloadJob
            {
                Tenant = TenantPath.TryParse(fields[tenant], CultureInfo.InvariantCulture, out var path)
                    ? path
                    : throw new FormatException($"Line {number}, {TenantColumn}: '{fields[tenant]}' is no tenant path."),
                SubmittedAt = Seconds(fields[submit], number, SubmitColumn),
                Runtime = Seconds(fields[runtime], number, RuntimeColumn),
            };
            if (jobs.Count > 0 && job.SubmittedAt < jobs[^1].SubmittedAt)
                throw new FormatException($"Line {number}, {SubmitColumn}: {fields[submit]} is before the line in front of it; lines go by time.");
            jobs.Add(job);
        }

        return new Workload(jobs);
    }

    private static int Find(string[] headings, string name) => Array.IndexOf(headings, name) is var index and >= 0
        ? index
        : throw new FormatException($"Line 1: there is no column '{name}' among {string.Join(", ", headings)}.");

    private static TimeSpan Seconds(string text, int line, string column) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e10
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"Line {line}, {column}: '{text}' is no number of seconds from zero up.");
}
