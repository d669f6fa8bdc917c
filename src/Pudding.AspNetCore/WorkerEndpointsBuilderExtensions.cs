using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Pudding.AspNetCore;
using Pudding.AspNetCore.Workers;
using Pudding.Hosting;

#pragma warning disable IDE0130 // where a host already has its usings
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Lets workers on other machines talk to this host.</summary>
public static class WorkerEndpointsBuilderExtensions
{
    /// <summary>Adds what <c>MapPuddingWorkers</c> needs, <see cref="EnrolmentBuilderExtensions.AddEnrolment"/> with it. The host doesn't start without a signing secret.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the bounds of what workers send.</param>
    /// <remarks>Calling it again adds nothing twice; the settings add up.</remarks>
    public static IPuddingBuilder AddWorkerEndpoints(this IPuddingBuilder builder, Action<WorkerEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddEnrolment();
        var services = builder.Services;
        services.AddOptions<WorkerEndpointOptions>().ValidateOnStart();
        if (configure is not null)
            services.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WorkerEndpointOptions>, WorkerEndpointOptionsValidator>());
        services.TryAddSingleton<FailureLimiter>();
        services.TryAddSingleton<WorkerAuthentication>();
        services.TryAddSingleton<RegistrationEndpoints>();
        services.TryAddSingleton<SessionEndpoints>();
        services.TryAddSingleton<LogEndpoint>();
        services.TryAddSingleton<AgentEndpoint>();
        services.TryAddSingleton<WorkerPipeline>();
        return builder;
    }
}
