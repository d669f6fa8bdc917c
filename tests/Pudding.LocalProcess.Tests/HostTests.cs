using Pudding.Instances;
using Pudding.LocalProcess.Processes;
using Pudding.LocalProcess.Records;
using Pudding.LocalProcess.Tests.Support;

namespace Pudding.LocalProcess.Tests;

/// <summary>What becomes of instances when their host is killed, at whatever moment.</summary>
public sealed class HostTests
{
    [Fact]
    public async Task An_instance_outlives_its_host_and_the_next_one_finds_and_ends_it()
    {
        using var cloud = new LocalCloud("while :; do echo tick; sleep 0.05; done");
        using var host = HostProcess.Start(cloud.Options, "hello");
        var id = await host.LaunchedAsync();
        await host.KillAsync();
        Assert.Equal("", await host.ReadToEndAsync()); // else the instance would hold a pipe of its host

        using var next = cloud.Open();
        Assert.Equal(InstanceState.Running, (await LocalCloud.FindAsync(next, id)).State);
        var printed = (await LocalCloud.PrintedAsync(next, id, "tick")).Length;
        await Eventually.TrueAsync("it goes on printing", () => cloud.DirectoryOf(id).ReadConsole()!.Length > printed);
        var record = cloud.Record(id);
        await next.TerminateAsync([id], CancellationToken.None);
        await LocalCloud.EndedAsync(next, id);
        Assert.Empty(new LinuxProcessTable().WithMark(record.Mark));
    }

    [Fact]
    public async Task A_host_that_was_killed_before_it_could_write_down_the_process_has_not_lost_it()
    {
        using var cloud = new LocalCloud();
        var request = await LocalCloud.RequestAsync(cloud.Open());
        var launched = (await cloud.Open().LaunchAsync([request], CancellationToken.None)).Single().Instance!;
        await LocalCloud.PrintedAsync(cloud.Open(), launched.Id, "up");
        var record = cloud.Record(launched.Id);
        cloud.DirectoryOf(launched.Id).Write(record with { Pid = 0, Start = "" }); // as it was before the start

        using var next = cloud.Open();
        Assert.Equal(InstanceState.Running, (await LocalCloud.FindAsync(next, launched.Id)).State);
        Assert.Equal((record.Pid, record.Start), (cloud.Record(launched.Id).Pid, cloud.Record(launched.Id).Start));
        Assert.Equal(launched.Id, (await next.LaunchAsync([request], CancellationToken.None)).Single().Instance!.Id);
        await next.TerminateAsync([launched.Id], CancellationToken.None);
        await LocalCloud.EndedAsync(next, launched.Id);
        Assert.Empty(new LinuxProcessTable().WithMark(record.Mark));
    }

    [Fact]
    public async Task A_host_that_was_killed_before_it_started_anything_is_repeated_by_the_same_token()
    {
        using var cloud = new LocalCloud();
        using var provider = cloud.Open();
        var request = await LocalCloud.RequestAsync(provider);
        Plan(cloud, request, TimeProvider.System.GetUtcNow().AddMinutes(-1));

        Assert.Empty((await provider.ListAsync(CancellationToken.None).ToListAsync()).SelectMany(static page => page.Instances));
        var launched = (await provider.LaunchAsync([request], CancellationToken.None)).Single().Instance!;
        Assert.Equal(InstanceState.Running, launched.State);
        Assert.NotEqual(0, cloud.Record(launched.Id).Pid);
    }

    [Fact]
    public async Task A_launch_that_was_cut_off_a_moment_ago_is_not_decided_too_early()
    {
        using var cloud = new LocalCloud();
        using var provider = cloud.Open();
        var request = await LocalCloud.RequestAsync(provider);
        var id = Plan(cloud, request, TimeProvider.System.GetUtcNow().AddSeconds(0.9));

        Assert.Equal(LaunchStatus.Unknown, (await provider.LaunchAsync([request], CancellationToken.None)).Single().Status);
        Assert.Equal(ProviderErrorKind.Unavailable, (await provider.TerminateAsync([id], CancellationToken.None)).Single().Error!.Kind);
        var launched = await Eventually.GetAsync(
            "the repeat is launched", async () => (await provider.LaunchAsync([request], CancellationToken.None)).Single().Instance);
        Assert.Equal(InstanceState.Running, launched.State);
    }

    [Fact]
    public async Task Two_hosts_use_one_state_directory_at_once()
    {
        using var cloud = new LocalCloud();
        using var first = HostProcess.Start(cloud.Options, "first");
        using var second = HostProcess.Start(cloud.Options, "second");
        string[] ids = [await first.LaunchedAsync(), await second.LaunchedAsync()];
        using var third = cloud.Open();
        Assert.Equal(ids.Order(), (await third.ListAsync(CancellationToken.None).ToListAsync()).SelectMany(static page => page.Instances).Select(static instance => instance.Id).Order());

        await third.TerminateAsync(ids, CancellationToken.None);
        foreach (var id in ids)
        {
            await LocalCloud.EndedAsync(third, id);
            await Eventually.TrueAsync("no zombie is left with a host that lives", () => new LinuxProcessTable().Find(cloud.Record(id).Pid) is null);
        }
    }

    [Fact]
    public async Task Another_process_with_the_same_id_is_not_taken_for_the_instance()
    {
        using var cloud = new LocalCloud();
        using var provider = cloud.Open();
        var instance = await LocalCloud.LaunchAsync(provider);
        var record = cloud.Record(instance.Id);
        await provider.TerminateAsync([instance.Id], CancellationToken.None);
        await LocalCloud.EndedAsync(provider, instance.Id);

        // As if its id had become another process's: one that must not be signalled.
        Assert.Equal(0, Native.Spawn(["/bin/sleep", "1000"], [], out var other));
        try
        {
            cloud.DirectoryOf(instance.Id).Write(record with { Pid = other });
            Assert.Equal(InstanceState.Terminated, (await LocalCloud.FindAsync(provider, instance.Id)).State);
            cloud.DirectoryOf(instance.Id).Write(record with { Pid = other });
            Assert.True((await provider.TerminateAsync([instance.Id], CancellationToken.None)).Single().IsAccepted);
            await LocalCloud.EndedAsync(provider, instance.Id);
            Assert.False(new LinuxProcessTable().Find(other)!.Value.IsZombie);
        }
        finally
        {
            Native.Kill(other, Native.SigKill);
            await Eventually.TrueAsync("the other process is gone", () => Native.Reap(other, out _) == other);
        }
    }

    private static string Plan(LocalCloud cloud, LaunchRequest request, DateTimeOffset launchedAt)
    {
        Directory.CreateDirectory(cloud.Options.StateDirectory, InstanceDirectory.Private);
        var id = StateDirectory.IdOf(LocalCloud.Estate, request.Token);
        cloud.DirectoryOf(id).Create(
            new InstanceRecord
            {
                Id = id, Token = request.Token, Fingerprint = request.Fingerprint(), Image = request.Image, Tags = InstanceTags.Of(LocalCloud.Estate, request),
                LaunchedAt = launchedAt, Mark = new string('e', 32),
            },
            request.Bootstrap.Span);
        return id;
    }
}
