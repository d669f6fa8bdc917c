using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Tenants;
using Pudding.Worker.Commands;
using Pudding.Worker.Tests.Support;

namespace Pudding.Worker.Tests.Hosting;

public sealed class AddCommandWorkerTests
{
    [Fact]
    public async Task Wrong_options_stop_the_start_and_all_are_named()
    {
        using var host = HostWith(builder => builder.AddCommandWorker("linux", slots: 1, options =>
        {
            options.WorkRoot = "relative";
            options.MaxKillGrace = TimeSpan.FromSeconds(-1);
            options.GuardianPath = "guardian";
            options.InheritEnvironment.Add("A=B");
        }));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(4, exception.Failures.Count());
        Assert.All(
            exception.Failures.Zip(["WorkRoot", "MaxKillGrace", "GuardianPath", "InheritEnvironment"]),
            pair => Assert.StartsWith($"Command worker of queue 'linux', {pair.Second}: ", pair.First, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_guardian_stops_the_start()
    {
        using var host = HostWith(builder => builder.AddCommandWorker("linux", slots: 1, options => options.GuardianPath = "/nowhere/guardian"));

        await Assert.ThrowsAsync<FileNotFoundException>(() => host.StartAsync());
    }

    [Fact]
    public async Task A_host_with_two_command_workers_starts()
    {
        using var host = HostWith(builder => builder.AddCommandWorker("linux", slots: 1).AddCommandWorker("osx", slots: 2));

        await host.StartAsync();
        await host.StopAsync();
    }

    [Fact]
    public async Task A_command_that_is_enqueued_runs_and_its_log_can_be_read()
    {
        using var host = HostWith(builder => builder.AddCommandWorker("linux", slots: 2));
        await host.StartAsync();
        var jobs = host.Services.GetRequiredService<IJobClient>();

        var group = await jobs.EnqueueAsync(JobGroupRequest.Of(Request("echo hello from $PUDDING_TENANT"), Request("exit 3")));
        var outcome = await Eventually.CompletesAsync("both jobs end", jobs.WaitAsync(group.Id));

        Assert.Equal([JobState.Succeeded, JobState.Failed], outcome.Group.Jobs.Select(job => job.State));
        Assert.Equal("It ended with exit code 3.", outcome.Group.Jobs[1].Reason);
        Assert.Equal("hello from rails/rails\n", await jobs.ReadLogAsync(group.Jobs[0].Id));
        await host.StopAsync();
    }

    [Fact]
    public async Task A_command_over_its_time_out_fails_and_a_cancelled_one_is_cancelled()
    {
        using var host = HostWith(builder => builder.AddCommandWorker("linux", slots: 2));
        using var run = new JobRun();
        await host.StartAsync();
        var jobs = host.Services.GetRequiredService<IJobClient>();

        var group = await jobs.EnqueueAsync(JobGroupRequest.Of(
            Request("sleep 1000") with { Timeout = TimeSpan.FromSeconds(1) },
            Request($"echo $$ > {run.Note("ready")}; sleep 1000")));
        await run.NumberAsync("ready");
        await jobs.CancelJobAsync(group.Jobs[1].Id, "enough");
        var outcome = await Eventually.CompletesAsync("both jobs end", jobs.WaitAsync(group.Id));

        Assert.Equal([JobState.Failed, JobState.Cancelled], outcome.Group.Jobs.Select(job => job.State));
        Assert.Contains("time-out", outcome.Group.Jobs[0].Reason, StringComparison.Ordinal);
        await host.StopAsync();
    }

    private static JobRequest Request(string script) => new()
    {
        Tenant = TenantPath.Parse("rails/rails"), Queue = "linux", Payload = new CommandJob { Script = script }.ToPayload(),
    };

    private static IHost HostWith(Action<IPuddingBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        configure(builder.Services.AddPudding().UseInMemoryStore());
        return builder.Build();
    }
}
