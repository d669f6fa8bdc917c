using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Pudding.Enrolment;
using Pudding.Hosting;

#pragma warning disable IDE0130 // where a host already has its usings
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Lets machines in.</summary>
public static class EnrolmentBuilderExtensions
{
    /// <summary>Adds <see cref="IEnrolment"/>: tokens and credentials of workers outside this process. The host doesn't start without a signing secret.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets at least a signing secret.</param>
    /// <remarks>Calling it again adds nothing twice; the settings add up.</remarks>
    public static IPuddingBuilder AddEnrolment(this IPuddingBuilder builder, Action<EnrolmentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<EnrolmentOptions>().ValidateOnStart();
        if (configure is not null)
            services.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EnrolmentOptions>, EnrolmentOptionsValidator>());
        services.TryAddSingleton<TokenCodec>();
        services.TryAddSingleton<AgentFiles>();
        services.TryAddSingleton<IEnrolment, EnrolmentDesk>();
        services.TryAddSingleton<IWorkerCredentials, WorkerCredentials>();
        return builder;
    }
}
