using System.Globalization;
using BuildFarm.Farm;
using Pudding.TestSupport;

namespace Pudding.Samples.Tests;

/// <summary>The sample is killed for real, and run again.</summary>
public sealed class BuildFarmRecoveryTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _files = new();
    private readonly TemporaryFolder _farm = new();

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>A test that fails leaves agents.</summary>
    public async Task DisposeAsync() => await new FormerAgents(_farm.PathOf("instances")).EndAsync();

    public void Dispose()
    {
        _files.Dispose();
        _farm.Dispose();
    }

    [Fact]
    public async Task Run_after_a_kill_goes_on_with_the_agents_that_are_alive_and_runs_nothing_twice()
    {
        await using (var killed = await StartHalfWayAsync())
            await killed.KillAsync();

        // Nobody is there to hear of it.
        _files.Write("gate-2", "");
        await Eventually.TrueAsync("job 2 ends during the outage", () => Ended.Contains(2));
        await using var run = Start(Gated);
        await run.SeeAsync("Recovered: ");
        _files.Write("gate", "");

        Assert.True(await run.EndAsync() == 0, run.Output);
        Assert.Matches("Recovered: [12] of 5 jobs (is|are) over, [12] runs? on 1 agent still alive, [12] waits?\\.\n", run.Output);
        Assert.Equal([1, 2, 3, 4, 5], Ended.Order());
        Assert.Equal([1, 2, 3, 4, 5], Begun.Order());
        Assert.DoesNotMatch("(started|requeued) +acme/shop: job [123] ", run.Output);
        Assert.Matches("succeeded +acme/shop: job 3 in ", run.Output);
        Assert.Matches("""│ acme/shop +│ +5 │ +5 │ +0 │ +2/5 │""", run.Output);
        Assert.Contains("The pool launched 1 instance, 1 of them in runs before this one (at most 1 at once) and retired 1;", run.Output, StringComparison.Ordinal);
        Assert.Equal(["farm.lock"], _farm.Names);
    }

    [Fact]
    public async Task Run_after_the_agents_were_killed_too_runs_their_jobs_again()
    {
        await using (var killed = await StartHalfWayAsync())
            await killed.KillAsync();
        await new FormerAgents(_farm.PathOf("instances")).EndAsync();
        _files.Write("gate", "");
        await using var run = Start(Gated);

        Assert.True(await run.EndAsync() == 0, run.Output);
        Assert.Contains("Recovered: 1 of 5 jobs is over, no agent is alive, 2 ran on agents that are gone and will run again, 2 wait.\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("jobs killed by scale-in: 0.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3, 4, 5], Ended.Order());
    }

    [Fact]
    public async Task Second_run_at_the_same_time_says_that_the_first_still_goes_on()
    {
        await using var run = await StartHalfWayAsync();
        await using var second = Start(Gated, "--fresh");

        Assert.Equal(2, await second.EndAsync());
        Assert.Contains($"The farm in '{_farm.Path}' is in use by process {run.Id}, since ", second.Output, StringComparison.Ordinal);
        _files.Write("gate", "");
        Assert.True(await run.EndAsync() == 0, run.Output);
    }

    [Fact]
    public async Task Run_with_other_builds_is_refused_unless_the_unfinished_farm_is_thrown_away()
    {
        await using (var killed = await StartHalfWayAsync())
            await killed.KillAsync();
        const string Other = """{ "slots": 2, "projects": [{ "project": "birch/parser", "jobs": [{ "name": "other", "run": "true" }] }] }""";
        await using var refused = Start(Other);
        Assert.Equal(2, await refused.EndAsync());
        Assert.Contains($"The farm in '{_farm.Path}' is unfinished, and it was begun with other builds or other options than these.", refused.Output, StringComparison.Ordinal);
        await using var otherOption = Start(Gated, "--limit", "1");
        Assert.Equal(2, await otherOption.EndAsync());

        await using var fresh = Start(Other, "--fresh");

        Assert.True(await fresh.EndAsync() == 0, fresh.Output);
        Assert.Contains("1 agent of it was still alive and was ended.\n", fresh.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Recovered", fresh.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("acme/shop", fresh.Output, StringComparison.Ordinal);
        await Eventually.TrueAsync("the processes of the jobs are gone", () => NumbersIn("processes").All(static pid => !Directory.Exists($"/proc/{pid}")));
        Assert.Equal([1], Ended);
    }

    [Fact]
    public async Task Backup_is_made_while_the_farm_runs_and_restored_after_it()
    {
        var backup = _files.PathOf("backup.db");
        await using (var run = await StartHalfWayAsync())
        {
            await using (var made = SampleProcess.Start("BuildFarm", "backup", backup, "--farm", _farm.Path))
            {
                Assert.True(await made.EndAsync() == 0, made.Output);
                Assert.Contains($"Backed up to '{backup}', ", made.Output, StringComparison.Ordinal);
            }

            await using (var tooEarly = SampleProcess.Start("BuildFarm", "restore", backup, "--farm", _farm.Path))
            {
                Assert.Equal(2, await tooEarly.EndAsync());
                Assert.Contains($"is in use by process {run.Id}, since ", tooEarly.Output, StringComparison.Ordinal);
            }

            _files.Write("gate", "");
            Assert.True(await run.EndAsync() == 0, run.Output);
        }

        await using (var restored = SampleProcess.Start("BuildFarm", "restore", backup, "--farm", _farm.Path))
        {
            Assert.True(await restored.EndAsync() == 0, restored.Output);
            Assert.Contains("jobs that ran since the backup was made run again.\n", restored.Output, StringComparison.Ordinal);
        }

        await using var again = Start(Gated);

        Assert.True(await again.EndAsync() == 0, again.Output);
        Assert.Contains("Recovered: 1 of 5 jobs is over, no agent is alive, 2 ran on agents that are gone and will run again, 2 wait.\n", again.Output, StringComparison.Ordinal);
        Assert.Equal([1, 2, 2, 3, 3, 4, 4, 5, 5], Ended.Order());
    }

    [Fact]
    public async Task Restored_farm_refuses_other_builds_unchanged_and_goes_on_with_its_own()
    {
        var backup = _files.PathOf("backup.db");
        await using (var run = await StartHalfWayAsync())
        {
            await using (var made = SampleProcess.Start("BuildFarm", "backup", backup, "--farm", _farm.Path))
                Assert.True(await made.EndAsync() == 0, made.Output);
            _files.Write("gate", "");
            Assert.True(await run.EndAsync() == 0, run.Output);
        }

        await using (var restored = SampleProcess.Start("BuildFarm", "restore", backup, "--farm", _farm.Path))
            Assert.True(await restored.EndAsync() == 0, restored.Output);
        var before = _farm.Names.Order().ToList();

        // A project that is not there, before one that is and has other jobs; and only one that is not there.
        const string NewProject = """{ "project": "birch/parser", "jobs": [{ "name": "other", "run": "true" }] }""";
        const string OtherJobs = """{ "project": "acme/shop", "jobs": [{ "name": "job {n}", "repeat": 5, "run": "true" }] }""";
        foreach (var projects in new[] { $"{NewProject}, {OtherJobs}", NewProject })
        {
            await using var refused = Start($$"""{ "slots": 2, "projects": [{{projects}}] }""");
            Assert.Equal(2, await refused.EndAsync());
            Assert.Contains($"The farm in '{_farm.Path}' is unfinished, and it was begun with other builds", refused.Output, StringComparison.Ordinal);
            Assert.Equal(before, _farm.Names.Order());
        }

        await using var again = Start(Gated);

        Assert.True(await again.EndAsync() == 0, again.Output);
        Assert.Contains("Recovered: 1 of 5 jobs is over, no agent is alive, 2 ran on agents that are gone and will run again, 2 wait.\n", again.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("birch/parser", again.Output, StringComparison.Ordinal);
        Assert.Equal(["farm.lock"], _farm.Names);
    }

    [Fact]
    public async Task Backup_of_no_farm_and_of_no_backup_say_what_to_do()
    {
        await using var backup = SampleProcess.Start("BuildFarm", "backup", _files.PathOf("backup.db"), "--farm", _farm.Path);
        await using var restore = SampleProcess.Start("BuildFarm", "restore", _files.Write("no.db", new string('x', 10_000)), "--farm", _farm.Path);

        Assert.Equal(2, await backup.EndAsync());
        Assert.Contains($"There is no farm in '{_farm.Path}'", backup.Output, StringComparison.Ordinal);
        Assert.Equal(2, await restore.EndAsync());
        Assert.Contains("is not a SQLite database", restore.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_with_other_files_is_left_alone()
    {
        _farm.Write("notes.txt", "");
        await using var run = Start(Gated, "--fresh");

        Assert.Equal(2, await run.EndAsync());
        Assert.Contains($"--farm: '{_farm.Path}' has other files in it.", run.Output, StringComparison.Ordinal);
        Assert.Equal(["notes.txt"], _farm.Names);
    }

    private IEnumerable<int> Begun => NumbersIn("begun");

    private IEnumerable<int> Ended => NumbersIn("ended");

    /// <summary>Five jobs, two at once. The first ends by itself, the others when the test makes a file: one for all, or one of their own.</summary>
    private string Gated => $$"""
        {
          "slots": 2,
          "projects": [
            {
              "project": "acme/shop",
              "jobs": [
                {
                  "name": "job {n}",
                  "repeat": 5,
                  "run": [
                    "cd '{{_files.Path}}'",
                    "echo $n >> begun",
                    "echo $$ >> processes",
                    "while [ $n != 1 -a ! -e gate -a ! -e gate-$n ]; do sleep 0.05; done",
                    "echo $n >> ended"
                  ]
                }
              ]
            }
          ]
        }
        """;

    /// <summary>One job is over, two run, two wait.</summary>
    private async Task<SampleProcess> StartHalfWayAsync()
    {
        var run = Start(Gated);
        await run.SeeAsync("succeeded  acme/shop: job 1");
        await run.SeeAsync("started    acme/shop: job 2");
        await run.SeeAsync("started    acme/shop: job 3");
        await Eventually.TrueAsync("their commands run", () => Begun.Count() == 3, describe: () => run.Output);
        return run;
    }

    private SampleProcess Start(string builds, params IReadOnlyList<string> options) =>
        SampleProcess.Start("BuildFarm", ["--file", _files.Write("builds.json", builds), "--farm", _farm.Path, .. options]);

    private List<int> NumbersIn(string file) => !File.Exists(_files.PathOf(file)) ? [] :
        [.. File.ReadAllLines(_files.PathOf(file)).Select(static line => int.Parse(line, CultureInfo.InvariantCulture))];
}
