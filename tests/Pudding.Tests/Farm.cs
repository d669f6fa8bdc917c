using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Hosting;

namespace Pudding.Tests;

/// <summary>A whole farm in a real host, on the in-memory store.</summary>
internal static class Farm
{
    public static IHost Build(Action<IPuddingBuilder> add, Action<PuddingOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        add(builder.Services.AddPudding(configure).UseInMemoryStore());
        return builder.Build();
    }
}
