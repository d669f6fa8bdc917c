using Pudding.Instances;
using Pudding.LocalProcess.Processes;
using Pudding.LocalProcess.Tests.Support;

namespace Pudding.LocalProcess.Tests;

/// <summary>The life of instances that are real processes.</summary>
public sealed class LifeTests
{
    [Fact]
    public async Task An_instance_runs_its_program_until_it_is_terminated()
    {
        using var cloud = new LocalCloud();
        using var provider = cloud.Open();
        var instance = await LocalCloud.LaunchAsync(provider);
        Assert.Equal(InstanceState.Running, instance.State);
        await LocalCloud.PrintedAsync(provider, instance.Id, "up");

        var record = cloud.Record(instance.Id);
        Assert.True(Assert.Single(await provider.TerminateAsync([instance.Id], CancellationToken.None)).IsAccepted);
        await LocalCloud.EndedAsync(provider, instance.Id);
        Assert.Null(new LinuxProcessTable().Find(record.Pid));
        Assert.Empty(new LinuxProcessTable().WithMark(record.Mark));
        Assert.Equal("It was terminated.", (await LocalCloud.FindAsync(provider, instance.Id)).StateReason);
        Assert.StartsWith("up\n", await provider.GetConsoleOutputAsync(instance.Id, CancellationToken.None), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 3", "It ended with exit code 3.")]
    [InlineData("kill -KILL $$", "It was ended by signal 9.")]
    public async Task How_an_instance_ended_by_itself_is_told_with_its_last_words(string script, string reason)
    {
        using var cloud = new LocalCloud($"echo farewell >&2; {script}");
        using var provider = cloud.Open();
        var instance = await LocalCloud.LaunchAsync(provider);
        await LocalCloud.EndedAsync(provider, instance.Id);
        Assert.Equal(reason, (await LocalCloud.FindAsync(provider, instance.Id)).StateReason);
        Assert.Equal("farewell\n", await provider.GetConsoleOutputAsync(instance.Id, CancellationToken.None));
    }

    [Fact]
    public async Task An_instance_is_asked_to_end_before_it_is_killed()
    {
        using var cloud = new LocalCloud("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done");
        using var provider = cloud.Open();
        var instance = await LocalCloud.LaunchAsync(provider);
        await LocalCloud.PrintedAsync(provider, instance.Id, "up");
        await provider.TerminateAsync([instance.Id], CancellationToken.None);
        await LocalCloud.EndedAsync(provider, instance.Id);
        Assert.Contains("bye", await provider.GetConsoleOutputAsync(instance.Id, CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_end_is_killed_after_the_grace_although_nobody_asks()
    {
        using var cloud = new LocalCloud("trap '' TERM; echo up; while :; do sleep 0.05; done");
        cloud.Options.StopGrace = TimeSpan.FromMilliseconds(300);
        using var provider = cloud.Open();
        var instance = await LocalCloud.LaunchAsync(provider);
        await LocalCloud.PrintedAsync(provider, instance.Id, "up");
        await provider.TerminateAsync([instance.Id], CancellationToken.None);
        Assert.Equal(InstanceState.ShuttingDown, (await LocalCloud.FindAsync(provider, instance.Id)).State);
        await Eventually.TrueAsync("it is gone", () => cloud.Record(instance.Id).EndedAt is not null);
        Assert.Empty(new LinuxProcessTable().WithMark(cloud.Record(instance.Id).Mark));
    }

    [Fact]
    public async Task Grandchildren_end_with_the_instance_also_those_that_left_its_group()
    {
        using var cloud = new LocalCloud("(trap '' TERM; sleep 1000) & setsid sleep 1000 & trap '' TERM; echo up; wait; while :; do sleep 1; done");
        cloud.Options.StopGrace = TimeSpan.FromMilliseconds(200);
        using var provider = cloud.Open();
        var instance = await LocalCloud.LaunchAsync(provider);
        await LocalCloud.PrintedAsync(provider, instance.Id, "up");
        var mark = cloud.Record(instance.Id).Mark;
        await Eventually.TrueAsync("there are several groups", () => new LinuxProcessTable().WithMark(mark).Select(static entry => entry.Group).Distinct().Count() == 2);
        await provider.TerminateAsync([instance.Id], CancellationToken.None);
        await LocalCloud.EndedAsync(provider, instance.Id);
        Assert.Empty(new LinuxProcessTable().WithMark(mark));
    }

    [Fact]
    public async Task What_an_instance_leaves_behind_ends_with_it()
    {
        using var cloud = new LocalCloud("sleep 1000 & sleep 1000 > /dev/null & echo up; exit 0");
        using var provider = cloud.Open();
        var instance = await LocalCloud.LaunchAsync(provider);
        await Eventually.TrueAsync("it is gone although nobody asks", () => cloud.Record(instance.Id).EndedAt is not null);
        Assert.Empty(new LinuxProcessTable().WithMark(cloud.Record(instance.Id).Mark));
        Assert.Equal("It ended with exit code 0.", (await LocalCloud.FindAsync(provider, instance.Id)).StateReason);
    }

    [Fact]
    public async Task No_zombie_is_left()
    {
        using var cloud = new LocalCloud("exit 0");
        using var provider = cloud.Open();
        var instance = await LocalCloud.LaunchAsync(provider);
        var pid = cloud.Record(instance.Id).Pid;
        await Eventually.TrueAsync("the process is gone without anyone looking", () => new LinuxProcessTable().Find(pid) is null);
    }

    [Fact]
    public async Task No_more_are_launched_than_there_may_be()
    {
        using var cloud = new LocalCloud();
        cloud.Options.MaxInstances = 2;
        using var provider = cloud.Open();
        var results = await provider.LaunchAsync(
            [await LocalCloud.RequestAsync(provider), await LocalCloud.RequestAsync(provider), await LocalCloud.RequestAsync(provider)], CancellationToken.None);
        Assert.Equal([LaunchStatus.Launched, LaunchStatus.Launched, LaunchStatus.Rejected], results.Select(static result => result.Status));
        Assert.Equal((ProviderErrorKind.QuotaExceeded, "MaxInstances"), (results[2].Error!.Kind, results[2].Error!.Subject));

        await provider.TerminateAsync([results[0].Instance!.Id], CancellationToken.None);
        await LocalCloud.EndedAsync(provider, results[0].Instance!.Id);
        Assert.Equal(InstanceState.Running, (await LocalCloud.LaunchAsync(provider)).State);
    }

    [Fact]
    public async Task What_is_gone_for_long_is_forgotten()
    {
        using var cloud = new LocalCloud();
        using var provider = cloud.Open();
        var instance = await LocalCloud.LaunchAsync(provider);
        await provider.TerminateAsync([instance.Id], CancellationToken.None);
        await LocalCloud.EndedAsync(provider, instance.Id);
        var directory = cloud.DirectoryOf(instance.Id);
        directory.Write(directory.Read()! with { EndedAt = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(23) });
        await LocalCloud.FindAsync(provider, instance.Id);

        directory.Write(directory.Read()! with { EndedAt = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(25) });
        Assert.Empty((await provider.ListAsync(CancellationToken.None).ToListAsync()).SelectMany(static page => page.Instances));
        Assert.False(Directory.Exists(directory.Path));
    }
}
