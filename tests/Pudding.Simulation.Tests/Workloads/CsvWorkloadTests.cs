using Pudding.Simulation.Workloads;

namespace Pudding.Simulation.Tests.Workloads;

public sealed class CsvWorkloadTests
{
    [Fact]
    public void Columns_are_found_by_their_headings()
    {
        var workload = CsvWorkload.Read(new StringReader("tenant,group,duration_s,submit_s\norg/a,x,1.5,0\norg/b,y,20,3\n"));

        Assert.Equal(2, workload.Jobs.Count);
        Assert.Equal(
            new WorkloadJob { Tenant = Pudding.Tenants.TenantPath.Parse("org/a"), SubmittedAt = TimeSpan.Zero, Runtime = TimeSpan.FromSeconds(1.5) },
            workload.Jobs[0]);
    }

    [Theory]
    [InlineData("", "Line 1: there is none")]
    [InlineData("tenant,submit_s\n", "Line 1: there is no column 'duration_s'")]
    [InlineData("submit_s,tenant,duration_s\n0,a\n", "Line 2: it has 2 fields")]
    [InlineData("submit_s,tenant,duration_s\n0,a//b,1\n", "Line 2, tenant: 'a//b'")]
    [InlineData("submit_s,tenant,duration_s\nx,a,1\n", "Line 2, submit_s: 'x'")]
    [InlineData("submit_s,tenant,duration_s\n0,a,-1\n", "Line 2, duration_s: '-1'")]
    [InlineData("submit_s,tenant,duration_s\n0,a,NaN\n", "Line 2, duration_s: 'NaN'")]
    [InlineData("submit_s,tenant,duration_s\n5,a,1\n\n4,a,1\n", "Line 4, submit_s: 4 is before")]
    public void What_is_wrong_is_named_with_line_and_column(string text, string error) => Assert.StartsWith(
        error, Assert.Throws<FormatException>(() => CsvWorkload.Read(new StringReader(text))).Message, StringComparison.Ordinal);
}
