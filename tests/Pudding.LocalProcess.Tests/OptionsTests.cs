using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pudding.Instances;

namespace Pudding.LocalProcess.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Every_wrong_setting_is_named_at_once()
    {
        var options = new LocalProcessOptions
        {
            StateDirectory = "here", Program = "agent", StopGrace = TimeSpan.FromSeconds(-1), MaxInstances = 0, MaxConsoleBytes = 100, KeepTerminated = TimeSpan.FromMinutes(59),
        };
        options.InheritEnvironment.Add("A=B");
        var failure = Assert.Throws<ArgumentException>(() => new LocalProcessProvider("estate", options, TimeProvider.System));
        Assert.All(
            ["StateDirectory", "Program", "StopGrace", "MaxInstances", "MaxConsoleBytes", "KeepTerminated", "InheritEnvironment"],
            field => Assert.Contains($"{field}: ", failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_wrong_setting_stops_the_host()
    {
        var services = new ServiceCollection();
        services.AddPudding().AddLocalProcessProvider("estate", static local => local.MaxInstances = 0);
        using var provider = services.BuildServiceProvider();
        var failure = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains("LocalProcessOptions.MaxInstances: 0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_has_the_provider_among_its_services()
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        // snippet: adding
        services.AddPudding()
            .AddLocalProcessProvider("farm", local => local.MaxInstances = 4);
        // end snippet
        using var provider = services.BuildServiceProvider();
        var local = provider.GetRequiredService<IInstanceProvider>();
        Assert.Equal(("local", "farm"), (local.Name, local.EstateId));
    }

    [Fact]
    public async Task A_host_without_an_agent_says_what_to_do()
    {
        using var provider = new LocalProcessProvider("estate", new LocalProcessOptions { StateDirectory = Path.GetTempPath() }, TimeProvider.System);
        var failure = await Assert.ThrowsAsync<ProviderException>(async () => await provider.ResolveImageAsync("default", CancellationToken.None));
        Assert.Equal(ProviderErrorKind.NotFound, failure.Error.Kind);
        Assert.Contains("LocalProcessOptions.Program", failure.Message, StringComparison.Ordinal);
    }
}
