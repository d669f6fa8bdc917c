using System.IO.Compression;
using System.Text;
using Pudding.Simulation.Workloads;
using Pudding.Tenants;

namespace Pudding.Simulation.Tests.Workloads;

public sealed class CsvWorkloadTests
{
    private const string Plain = "submit_s,tenant,duration_s\n0,t1,60\n0,t2,30\n7,t1,5\n";

    [Fact]
    public void Columns_are_found_by_their_headings()
    {
        var workload = CsvWorkload.Read(new StringReader("tenant,group,duration_s,submit_s\norg/a,x,1.5,0\norg/b,y,20,3\n"));

        Assert.Equal([Job("org/a", 0, 1.5), Job("org/b", 3, 20)], workload.Jobs);
    }

    [Theory]
    [InlineData("submit_s,tenant,group,duration_s,slots\n0,t1,linux,60,1\n0,t2,macos,30,4\n7,t1,,5,1\n")] // columns that mean nothing here
    [InlineData("slots,duration_s,tenant,submit_s\n1,60,t1,0\n1,30,t2,0\n1,5,t1,7\n")] // another order
    [InlineData("\uFEFFsubmit_s,tenant,duration_s\r\n0,t1,60\r\n0,t2,30\r\n7,t1,5")] // a byte order mark, other line ends, none at the end
    [InlineData("submit_s, tenant, duration_s\n0, t1, 60\n\n0, t2, 30\n   \n7, t1, 5\n\n")] // blanks, empty lines
    [InlineData("\"submit_s\",\"tenant\",\"duration_s\",\"labels\"\n0,\"t1\",60,\"a,\"\"b\"\"\"\n\"0\",\"t2\", \"30\" ,\"\"\n7,t1,5,\n")] // quotes
    [InlineData("submit_s,tenant,duration_s\n7,t1,5\n0,t1,60\n0,t2,30\n")] // not by time
    [InlineData("submit_s,tenant,duration_s\n0.0,t1,6e1\n0,t2,30.000\n7.0,t1,5\n")] // numbers as other programs write them
    public void Other_ways_to_write_the_same_jobs_are_read(string text) =>
        Assert.Equal(CsvWorkload.Read(new StringReader(Plain)).Jobs, CsvWorkload.Read(new StringReader(text)).Jobs);

    [Fact]
    public void Jobs_of_one_moment_stay_as_they_come()
    {
        var text = new StringBuilder("submit_s,tenant,duration_s\n");
        for (var i = 0; i < 100; i++)
            text.Append(i % 3 == 0 ? 9 : 4).Append(",t").Append(i).Append(",1\n");

        var jobs = CsvWorkload.Read(new StringReader(text.ToString())).Jobs;

        var rows = jobs.Select(static job => int.Parse(job.Tenant.Name[1..])).ToList();
        Assert.Equal(Enumerable.Range(0, 100).OrderBy(static i => i % 3 == 0).ThenBy(static i => i), rows);
    }

    [Theory]
    [InlineData("jobs.csv", false)]
    [InlineData("jobs.csv.gz", true)]
    [InlineData("packed.csv", true)]
    [InlineData("plain.gz", false)]
    public void A_file_is_unpacked_if_it_was_packed_whatever_its_name(string name, bool packed)
    {
        var folder = Directory.CreateTempSubdirectory("pudding-");
        try
        {
            var path = Path.Combine(folder.FullName, name);
            using (var file = File.Create(path))
            using (var stream = packed ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file)
                stream.Write(Encoding.UTF8.GetBytes(Plain));

            Assert.Equal([Job("t1", 0, 60), Job("t2", 0, 30), Job("t1", 7, 5)], CsvWorkload.ReadFile(path).Jobs);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Headings_alone_are_a_workload_without_jobs() =>
        Assert.Empty(CsvWorkload.Read(new StringReader("submit_s,tenant,duration_s\n")).Jobs);

    [Theory]
    [InlineData("", "Line 1: there is none")]
    [InlineData("tenant,submit_s\n", "Line 1: there is no column 'duration_s'")]
    [InlineData("submit_s,tenant,duration_s\n0,a\n", "Line 2: it has 2 fields")]
    [InlineData("submit_s,tenant,duration_s\n0,a//b,1\n", "Line 2, tenant: 'a//b'")]
    [InlineData("submit_s,tenant,duration_s\n0,,1\n", "Line 2, tenant: ''")]
    [InlineData("submit_s,tenant,duration_s\nx,a,1\n", "Line 2, submit_s: 'x'")]
    [InlineData("submit_s,tenant,duration_s\n5,a,1\n\n-1,a,1\n", "Line 4, submit_s: '-1'")]
    [InlineData("submit_s,tenant,duration_s\n0,a,-1\n", "Line 2, duration_s: '-1'")]
    [InlineData("submit_s,tenant,duration_s\n0,a,NaN\n", "Line 2, duration_s: 'NaN'")]
    [InlineData("submit_s,tenant,duration_s\n0,\"a,1\n", "Line 2: a quote is not closed")]
    [InlineData("submit_s,tenant,duration_s\n0,a\"b,1\n", "Line 2: a quote is not closed, or stands amid")]
    [InlineData("submit_s,tenant,duration_s\n0,\"a\"b,1\n", "Line 2: a quote is not closed, or stands amid")]
    public void What_is_wrong_is_named_with_line_and_column(string text, string error) => Assert.StartsWith(
        error, Assert.Throws<FormatException>(() => CsvWorkload.Read(new StringReader(text))).Message, StringComparison.Ordinal);

    private static WorkloadJob Job(string tenant, double at, double runtime) => new()
    {
        Tenant = TenantPath.Parse(tenant),
        SubmittedAt = TimeSpan.FromSeconds(at),
        Runtime = TimeSpan.FromSeconds(runtime),
    };
}
