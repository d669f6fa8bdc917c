using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Instances;
using Pudding.LocalProcess;
using Pudding.LocalProcess.Hosting;
using Pudding.Pools;

#pragma warning disable IDE0130 // where a host already has its usings
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>What Pudding.LocalProcess adds to Pudding.</summary>
public static class LocalProcessBuilderExtensions
{
    /// <summary>Adds a provider whose instances are processes on this machine: an <see cref="IInstanceProvider"/> with the name <c>local</c>. Linux and macOS.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="estateId">The estate that its instances belong to.</param>
    /// <param name="configure">Says what differs from the defaults.</param>
    public static IPuddingBuilder AddLocalProcessProvider(this IPuddingBuilder builder, string estateId, Action<LocalProcessOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(estateId);
        AddOptions(builder.Services, Microsoft.Extensions.Options.Options.DefaultName, configure);
        builder.Services.AddSingleton<IInstanceProvider>(services => Create(services, estateId, Microsoft.Extensions.Options.Options.DefaultName));
        return builder;
    }

    /// <summary>Lets the pool's instances be processes of the agent on this machine.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="configure">Says what differs from the defaults, for this pool.</param>
    public static IPoolBuilder UseLocalProcesses(this IPoolBuilder pool, Action<LocalProcessOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        AddOptions(pool.Services, pool.Name, configure);

        // An agent whose host is gone for good ends; the machine is not its own.
        pool.Options.AgentSettings.TryAdd("powerOffAfter", "01:00:00");
        pool.Options.AgentSettings.TryAdd("powerOffCommand", new JsonArray());
        return pool.UseProvider((services, estateId) => Create(services, estateId, pool.Name));
    }

    private static void AddOptions(IServiceCollection services, string name, Action<LocalProcessOptions>? configure)
    {
        services.AddOptions<LocalProcessOptions>(name).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LocalProcessOptions>, LocalProcessOptionsValidator>());
        if (configure is not null)
            services.Configure(name, configure);
    }

    private static LocalProcessProvider Create(IServiceProvider services, string estateId, string name) => new(
        estateId,
        services.GetRequiredService<IOptionsMonitor<LocalProcessOptions>>().Get(name),
        services.GetRequiredService<TimeProvider>(),
        services.GetService<ILogger<LocalProcessProvider>>());
}
