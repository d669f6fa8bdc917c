namespace Pudding.Samples.Tests;

/// <summary>Runs the sample for real: a host, workers, shells, a compiler.</summary>
public sealed class BuildFarmRunTests : IDisposable
{
    private readonly TemporaryFolder _files = new();
    private readonly TemporaryFolder _farm = new();

    public void Dispose()
    {
        _files.Dispose();
        _farm.Dispose();
    }

    [Fact]
    public async Task Run_compiles_tests_and_ends_with_the_table()
    {
        await using var run = Start("""
            {
              "slots": 2,
              "projects": [
                {
                  "project": "acme/shop",
                  "jobs": [{ "name": "test {module}", "matrix": { "module": ["basket", "orders"] }, "run": "compile-and-test $module $n 50" }]
                },
                {
                  "project": "birch/files",
                  "jobs": [
                    { "name": "sums", "run": "checksum 1 1000" },
                    { "name": "compress", "run": "compress 1 1000" },
                    { "name": "search", "run": "search 1 1000" },
                    { "name": "sort", "run": "sort-and-merge 1 1000" }
                  ]
                }
              ]
            }
            """);

        Assert.True(await run.EndAsync() == 0, run.Output);
        Assert.Contains("succeeded  acme/shop: test basket in ", run.Output, StringComparison.Ordinal);
        Assert.Matches("""│ acme/shop +│ +2 │ +2 │ +0 │ +[12]/5 │""", run.Output);
        Assert.Matches("""│ birch/files +│ +4 │ +4 │ +0 │ +[12]/5 │""", run.Output);
        Assert.Contains("birch/files never had more than ", run.Output, StringComparison.Ordinal);
        Assert.Equal(["farm.lock"], _farm.Names); // an empty file; nothing of the jobs was left behind
    }

    [Fact]
    public async Task Run_keeps_to_the_limit()
    {
        await using var run = Start(
            """{ "slots": 4, "projects": [{ "project": "acme/shop", "jobs": [{ "name": "job {n}", "repeat": 6, "run": "true" }] }] }""",
            "--limit", "2");

        Assert.True(await run.EndAsync() == 0, run.Output);
        Assert.Matches("""│ acme/shop +│ +6 │ +6 │ +0 │ +[12]/2 │""", run.Output);
    }

    [Fact]
    public async Task Run_with_a_failing_job_shows_the_end_of_its_log_and_exits_with_1()
    {
        await using var run = Start("""
            {
              "projects": [
                {
                  "project": "acme/shop",
                  "jobs": [{ "name": "works", "run": "true" }, { "name": "breaks", "run": ["seq 100", "echo what went wrong", "false", "echo not reached"] }]
                }
              ]
            }
            """);

        Assert.Equal(1, await run.EndAsync());
        Assert.Contains("acme/shop: breaks failed: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("    | 100\n    | what went wrong\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("    | 50\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not reached", run.Output, StringComparison.Ordinal);
        Assert.Matches("""│ acme/shop +│ +2 │ +1 │ +1 │""", run.Output);
    }

    [Fact]
    public async Task Interrupt_lets_the_running_job_finish_and_cancels_the_waiting_ones()
    {
        await using var run = Start(Gated);
        await run.SeeAsync("started    acme/shop: gated 1");

        await run.InterruptAsync();
        await run.SeeAsync("Interrupted: running jobs finish, waiting ones are cancelled.");
        await run.SeeAsync("cancelled  acme/shop: gated 2");
        await run.SeeAsync("cancelled  acme/shop: gated 3");
        Assert.DoesNotContain("succeeded", run.Output, StringComparison.Ordinal);
        _files.Write("gate", "");

        Assert.Equal(130, await run.EndAsync());
        Assert.Contains("succeeded  acme/shop: gated 1", run.Output, StringComparison.Ordinal);
        Assert.Matches("""│ acme/shop +│ +3 │ +1 │ +0 │ +2 │""", run.Output);
        Assert.Equal(["farm.lock"], _farm.Names); // an empty file; nothing of the jobs was left behind
    }

    [Fact]
    public async Task Second_interrupt_kills_the_running_job()
    {
        await using var run = Start(Gated);
        await run.SeeAsync("started    acme/shop: gated 1");

        await run.InterruptAsync();
        await run.SeeAsync("cancelled  acme/shop: gated 3");
        await run.InterruptAsync();
        await run.SeeAsync("Interrupted again: running jobs are killed.");

        Assert.Equal(130, await run.EndAsync()); // nobody ever opened the gate
        Assert.Matches("""│ acme/shop +│ +3 │ +0 │ +0 │ +3 │""", run.Output);
    }

    [Fact]
    public async Task Wrong_file_exits_with_2_and_says_where()
    {
        await using var run = Start("{\n  \"slots\": 0\n}");

        Assert.Equal(2, await run.EndAsync());
        Assert.Contains("builds.json:1: projects: it is missing\nbuilds.json:2: slots: 0 is not between 1 and 64\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_option_exits_with_2_and_shows_the_usage()
    {
        await using var run = SampleProcess.Start("BuildFarm", "--fast");

        Assert.Equal(2, await run.EndAsync());
        Assert.Contains("--fast: there is no such option", run.Output, StringComparison.Ordinal);
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_exits_with_0()
    {
        await using var run = SampleProcess.Start("BuildFarm", "--help");

        Assert.Equal(0, await run.EndAsync());
        Assert.Contains("Exit codes:", run.Output, StringComparison.Ordinal);
    }

    // Each job goes on until the test makes a file.
    private string Gated => $$"""
        {
          "slots": 1,
          "projects": [
            {
              "project": "acme/shop",
              "jobs": [{ "name": "gated {n}", "repeat": 3, "run": "while [ ! -e '{{_files.PathOf("gate")}}' ]; do sleep 0.05; done" }]
            }
          ]
        }
        """;

    private SampleProcess Start(string builds, params IReadOnlyList<string> options) =>
        SampleProcess.Start("BuildFarm", ["--file", _files.Write("builds.json", builds), "--farm", _farm.Path, .. options]);
}
