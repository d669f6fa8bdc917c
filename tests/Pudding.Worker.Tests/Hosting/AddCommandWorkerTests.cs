using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Pudding.Hosting;

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

    private static IHost HostWith(Action<IPuddingBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        configure(new BareBuilder(builder.Services));
        return builder.Build();
    }

    private sealed class BareBuilder(IServiceCollection services) : IPuddingBuilder
    {
        public IServiceCollection Services => services;
    }
}
