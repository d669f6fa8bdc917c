using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Scheduling;

namespace Pudding.Tests.Hosting;

public sealed class StartUpTests
{
    [Fact]
    public async Task Every_wrong_setting_is_named_at_once_and_the_host_does_not_start()
    {
        using var host = Farm.Build(
            farm => farm
                .AddQueue("a queue")
                .AddTenant("a//b", _ => { })
                .AddTenant("heavy", tenant => tenant.Weight = double.NaN)
                .AddTenant("negative", tenant => tenant.MaxConcurrent = -1)
                .AddWorker("linux", slots: 0, static (_, _) => Task.FromResult(JobOutcome.Succeeded))
                .AddWorker("linux", slots: 1, static (_, _) => Task.FromResult(JobOutcome.Succeeded)),
            options =>
            {
                options.DefaultLimit = -1;
                options.Order = "lifo";
                options.EstimateBy = (RuntimeEstimate)7;
                options.MaxPayloadBytes = -1;
                options.MaxJobsPerGroup = 0;
                options.WindowSize = 0;
                options.MaxInfrastructureLosses = -1;
                options.DefaultJobTimeout = TimeSpan.Zero;
                options.LeaseDuration = TimeSpan.FromSeconds(30);
                options.StoreTimeout = TimeSpan.Zero;
            });

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Snapshots.Match(string.Join('\n', exception.Failures));
    }

    [Fact]
    public async Task A_host_without_a_store_says_which_call_to_add()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddPudding();
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("UseInMemoryStore()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_store_is_refused_and_the_same_one_twice_is_not()
    {
        var pudding = new ServiceCollection().AddPudding().UseInMemoryStore().UseInMemoryStore();

        var exception = Assert.Throws<InvalidOperationException>(() => pudding.UseStore("other", static _ => { }));

        Assert.Contains("in-memory", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_lacks_a_part_is_named_with_the_part()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddPudding().UseStore("half", static _ => { });
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("half store lacks I", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adding_pudding_twice_adds_its_settings_up_and_nothing_twice()
    {
        using var host = Farm.Build(farm => farm.Services.AddPudding(o => o.DefaultLimit = 7), o => o.WindowSize = 9);
        await host.StartAsync();

        var options = host.Services.GetRequiredService<IOptions<PuddingOptions>>().Value;
        Assert.Equal((7, 9), (options.DefaultLimit, options.WindowSize));
        var loops = host.Services.GetServices<IHostedService>().Select(service => service.GetType()).ToList();
        Assert.Equal(loops.Distinct(), loops);
        await host.StopAsync();
    }
}
