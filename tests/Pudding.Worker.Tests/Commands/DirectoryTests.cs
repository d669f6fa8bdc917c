using Pudding.Jobs;
using Pudding.Worker.Commands;
using Pudding.Worker.Tests.Support;

namespace Pudding.Worker.Tests.Commands;

public sealed class DirectoryTests
{
    [Fact]
    public async Task A_job_works_in_an_empty_private_directory_that_is_removed()
    {
        using var run = new JobRun();

        var outcome = await run.ScriptAsync("pwd; stat -c %a .; ls -A");

        var lines = run.Log.Text.TrimEnd().Split('\n');
        Assert.Equal((JobOutcome.Succeeded, 2, "700"), (outcome, lines.Length, lines[1]));
        Assert.False(Directory.Exists(lines[0]));
    }

    [Fact]
    public async Task The_root_can_be_chosen_and_is_made()
    {
        using var run = new JobRun();
        run.Options.WorkRoot = run.Note("work");

        await run.ScriptAsync("pwd; stat -c %a .");

        var lines = run.Log.Text.TrimEnd().Split('\n');
        Assert.Equal((run.Options.WorkRoot, "700"), (Path.GetDirectoryName(lines[0]), lines[1]));
        Assert.Empty(Directory.GetFileSystemEntries(run.Options.WorkRoot));
    }

    [Fact]
    public async Task What_is_read_only_is_removed_and_what_links_point_to_stays()
    {
        using var run = new JobRun();
        run.Options.WorkRoot = run.Note("work");
        await File.WriteAllTextAsync(run.Note("kept"), "");

        await run.ScriptAsync("mkdir -p a/b/c; touch a/b/c/f; chmod 400 a/b/c/f; chmod 000 a/b/c; chmod 555 a/b a; ln -s $SCRATCH link; chmod 500 .");

        Assert.Empty(Directory.GetFileSystemEntries(run.Options.WorkRoot));
        Assert.True(File.Exists(run.Note("kept")));
    }

    [Fact]
    public async Task A_given_directory_is_used_and_stays()
    {
        using var run = new JobRun();

        await run.RunAsync(new CommandJob { Script = "pwd; touch made", WorkingDirectory = run.Scratch });

        Assert.Equal(run.Scratch + "\n", run.Log.Text);
        Assert.True(File.Exists(run.Note("made")));
    }

    [Fact]
    public async Task A_job_may_remove_its_own_directory()
    {
        using var run = new JobRun();

        Assert.Equal(JobOutcome.Succeeded, await run.ScriptAsync("rm -r \"$PWD\""));
    }
}
