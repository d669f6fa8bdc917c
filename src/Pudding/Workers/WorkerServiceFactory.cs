using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Telemetry;

namespace Pudding.Workers;

/// <summary>Makes the service of one registered worker.</summary>
internal static class WorkerServiceFactory
{
    public static IHostedService Create(IServiceProvider services, WorkerDescriptor descriptor)
    {
        var options = services.GetRequiredService<IOptions<PuddingOptions>>().Value;
        var clock = services.GetRequiredService<TimeProvider>();
        var logger = services.GetRequiredService<ILogger<Worker>>();
        var environment = new WorkerEnvironment(
            services.GetRequiredService<IWorkerTransport>(),
            services.GetRequiredService<IServiceScopeFactory>(),
            services.GetRequiredService<PuddingInstruments>(),
            clock,
            logger,
            options.LeaseMargin);
        var id = $"{Environment.MachineName}/{Environment.ProcessId}/{descriptor.Name}";
        var worker = new Worker(id, descriptor, environment, options.HeartbeatInterval);
        return new WorkerService(id, worker, services.GetRequiredService<IHostApplicationLifetime>(), clock, logger);
    }
}
