using Pudding.Instances;
using Pudding.LocalProcess.Processes;
using Pudding.LocalProcess.Tests.Support;

namespace Pudding.LocalProcess.Tests;

/// <summary>What an instance finds, and what others find of it.</summary>
public sealed class SurroundingsTests
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [Fact]
    public async Task An_instance_is_given_its_bootstrap_and_a_directory_and_nothing_of_the_host()
    {
        using var cloud = new LocalCloud("""env | sort; cat "$PUDDING_BOOTSTRAP_FILE"; pwd; echo "fds: $(ls -l /proc/self/fd | grep -c pipe:)"; echo end; while :; do sleep 60; done""");
        Environment.SetEnvironmentVariable("PUDDING_TEST_SECRET", "hidden");
        using var provider = cloud.Open();
        var request = (await LocalCloud.RequestAsync(provider, "the bootstrap\n")) with { Spec = new Dictionary<string, string> { ["environment.TZ"] = "Asia/Tokyo", ["environment.HOME"] = "/nowhere" } };
        var instance = (await provider.LaunchAsync([request.WithToken()], CancellationToken.None)).Single().Instance!;
        var lines = (await LocalCloud.PrintedAsync(provider, instance.Id, "end")).Split('\n');

        var directory = cloud.DirectoryOf(instance.Id);
        var names = lines.Where(static line => line.Contains('=', StringComparison.Ordinal)).Select(static line => line.Split('=')[0]);
        string[] given = ["HOME", "PUDDING_BOOTSTRAP_FILE", "PUDDING_INSTANCE_ID", "PUDDING_INSTANCE_MARK", "PUDDING_STATE_DIRECTORY", "TZ"];
        string[] mayBe = ["LANG", "PATH", "PWD", "OLDPWD", "SHLVL", "_"]; // of the host, or of the shell that runs the script
        Assert.Equal(given, names.Except(mayBe).Order(StringComparer.Ordinal));
        Assert.Contains("TZ=Asia/Tokyo", lines);
        Assert.Contains($"PATH={Environment.GetEnvironmentVariable("PATH")}", lines);
        Assert.Contains("fds: 1", lines); // of the line's own pipe
        Assert.Contains("HOME=/nowhere", lines);
        Assert.Contains("the bootstrap", lines);
        Assert.Contains($"PUDDING_INSTANCE_ID={instance.Id}", lines);
        Assert.Contains(directory.StateDirectory, lines);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(directory.BootstrapFile));
        Assert.All([cloud.Options.StateDirectory, directory.Path, directory.StateDirectory], static path => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others));
    }

    [Fact]
    public async Task What_may_hold_secrets_is_removed_with_the_instance()
    {
        using var cloud = new LocalCloud("echo credential > \"$PUDDING_STATE_DIRECTORY/credential\"; echo up; while :; do sleep 60; done");
        using var provider = cloud.Open();
        var instance = await LocalCloud.LaunchAsync(provider);
        await LocalCloud.PrintedAsync(provider, instance.Id, "up");
        await provider.TerminateAsync([instance.Id], CancellationToken.None);
        await LocalCloud.EndedAsync(provider, instance.Id);
        Assert.Equal(
            ["console", "console.1", "instance.json"],
            Directory.GetFileSystemEntries(cloud.DirectoryOf(instance.Id).Path).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_console_keeps_the_newest_and_no_more()
    {
        using var cloud = new LocalCloud("i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo \"line $i of a long text that goes on and on and on\"; done; echo end; while :; do sleep 60; done");
        cloud.Options.MaxConsoleBytes = 30_000;
        using var provider = cloud.Open();
        var instance = await LocalCloud.LaunchAsync(provider);
        var console = await LocalCloud.PrintedAsync(provider, instance.Id, "end");
        Assert.InRange(console.Length, 100, 30_000);
        Assert.Contains("line 3000 of", console, StringComparison.Ordinal);
        Assert.InRange(Directory.GetFiles(cloud.DirectoryOf(instance.Id).Path, "console*").Sum(static path => new FileInfo(path).Length), 100, 30_000);
    }

    [Fact]
    public async Task A_program_that_has_changed_is_another_image()
    {
        using var cloud = new LocalCloud();
        using var provider = cloud.Open();
        var old = await LocalCloud.RequestAsync(provider);
        File.AppendAllText(cloud.Options.Program!, "# changed\n");
        var refused = (await provider.LaunchAsync([old], CancellationToken.None)).Single();
        Assert.Equal((ProviderErrorKind.Misconfigured, "Image"), (refused.Error!.Kind, refused.Error.Subject));
        Assert.NotEqual(old.Image, (await LocalCloud.RequestAsync(provider)).Image);
    }

    [Fact]
    public async Task An_image_may_be_any_program_and_has_no_arguments_but_those_of_the_options()
    {
        using var cloud = new LocalCloud();
        cloud.Options.Arguments.Add("one two");
        using var provider = cloud.Open();
        var request = await LocalCloud.RequestAsync(provider, name: cloud.WriteScript("other", "echo \"$#: $1\"; while :; do sleep 60; done"));
        var instance = (await provider.LaunchAsync([request], CancellationToken.None)).Single().Instance!;
        Assert.Equal("1: one two\n", await LocalCloud.PrintedAsync(provider, instance.Id, "\n"));
    }

    [Fact]
    public async Task A_state_directory_that_is_open_to_others_is_refused()
    {
        using var cloud = new LocalCloud();
        Directory.CreateDirectory(cloud.Options.StateDirectory);
        File.SetUnixFileMode(cloud.Options.StateDirectory, Others | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var provider = cloud.Open();
        var result = (await provider.LaunchAsync([await LocalCloud.RequestAsync(provider)], CancellationToken.None)).Single();
        Assert.Equal((ProviderErrorKind.Misconfigured, "StateDirectory"), (result.Error!.Kind, result.Error.Subject));
        await Assert.ThrowsAsync<ProviderException>(async () => await provider.ListAsync(CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_makes_the_listing_fail_rather_than_short()
    {
        using var cloud = new LocalCloud();
        using var provider = cloud.Open();
        var instance = await LocalCloud.LaunchAsync(provider);
        var record = Path.Combine(cloud.DirectoryOf(instance.Id).Path, "instance.json");
        var text = await File.ReadAllTextAsync(record);
        await File.WriteAllTextAsync(record, "{");
        var failure = await Assert.ThrowsAsync<ProviderException>(async () => await provider.ListAsync(CancellationToken.None).ToListAsync());
        Assert.Equal(ProviderErrorKind.Unavailable, failure.Error.Kind);
        await File.WriteAllTextAsync(record, text);
    }

    [Fact]
    public void Processes_are_seen_by_ps_as_in_proc()
    {
        Assert.Equal(0, Native.Spawn(["/bin/sh", "-c", "sleep 1000; exit", "a-mark-of-its-own"], [], out var pid));
        try
        {
            var (seen, known) = (new PsProcessTable(), new LinuxProcessTable());
            Assert.Equal(known.Find(pid)!.Value.Group, seen.Find(pid)!.Value.Group);
            Assert.False(seen.Find(pid)!.Value.IsZombie);
            Assert.Equal(seen.Find(pid), Assert.Single(seen.WithMark("a-mark-of-its-own")));
            Assert.Equal(seen.Find(pid)!.Value.Start, new PsProcessTable().Find(pid)!.Value.Start);
            Assert.Null(seen.Find(int.MaxValue));
        }
        finally
        {
            Native.Kill(-pid, Native.SigKill);
        }
    }
}
