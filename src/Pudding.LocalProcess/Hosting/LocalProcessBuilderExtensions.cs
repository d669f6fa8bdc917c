using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Instances;
using Pudding.LocalProcess;
using Pudding.LocalProcess.Hosting;

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
        builder.Services.AddOptions<LocalProcessOptions>().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<LocalProcessOptions>, LocalProcessOptionsValidator>();
        if (configure is not null)
            builder.Services.Configure(configure);
        builder.Services.AddSingleton<IInstanceProvider>(services => new LocalProcessProvider(
            estateId,
            services.GetRequiredService<IOptions<LocalProcessOptions>>().Value,
            services.GetRequiredService<TimeProvider>(),
            services.GetService<ILogger<LocalProcessProvider>>()));
        return builder;
    }
}
