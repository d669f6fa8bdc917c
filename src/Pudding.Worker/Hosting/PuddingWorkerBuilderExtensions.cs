using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Worker.Commands;
using Pudding.Worker.Http;
using Pudding.Workers;

#pragma warning disable IDE0130 // where a host already has its usings
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>What Pudding.Worker adds to Pudding.</summary>
public static class PuddingWorkerBuilderExtensions
{
    /// <summary>Adds a worker in this process that runs the jobs of a queue as processes: see <see cref="CommandJob"/>. Linux and macOS.</summary>
    /// <remarks>Each job runs under a guardian, a small process of its own. A host that is published self-contained, as a single file or ahead of time
    /// calls <c>GuardianProgram.TryRun</c> first in its <c>Main</c>.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="queue">The queue that it serves.</param>
    /// <param name="slots">How many jobs it runs at once.</param>
    /// <param name="configure">Says what differs from the defaults.</param>
    public static IPuddingBuilder AddCommandWorker(
        this IPuddingBuilder builder, string queue, int slots, Action<CommandWorkerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(queue);
        var options = new CommandWorkerOptions();
        configure?.Invoke(options);

        var registration = new CommandWorkerRegistration(queue, slots, options);
        builder.Services.AddSingleton(registration);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CommandWorkerCheck>());
        return builder.AddWorker(
            worker =>
            {
                worker.Queues.Add(queue);
                worker.Slots = slots;
                worker.Name = options.Name;
                worker.CancelGrace = registration.CancelGrace;
            },
            services => new CommandJobHandler(
                registration.Options,
                registration.Guardian,
                registration.Isolation,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<CommandJobHandler>>()));
    }

    /// <summary>Lets the workers of this process work for a farm whose hosts are elsewhere, over HTTP. Linux and macOS.</summary>
    /// <remarks>One worker in each process: its credential names it. Which queues it serves, the token says with which it has registered; its own are for people.</remarks>
    /// <param name="builder">What <c>AddPuddingWorkers</c> returned.</param>
    /// <param name="configure">Says at least where the farm is and where to keep the credential.</param>
    /// <exception cref="PlatformNotSupportedException">This is Windows.</exception>
    public static IPuddingBuilder UseHttpTransport(this IPuddingBuilder builder, Action<HttpTransportOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("The HTTP transport runs on Linux and macOS: on Windows it could not keep its credential from other users.");

        builder.Services.AddOptions<HttpTransportOptions>().Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HttpTransportOptions>, HttpTransportOptionsValidator>());
        builder.Services.TryAddSingleton<HostClient>();
        builder.Services.TryAddSingleton<IHostLink>(static services => services.GetRequiredService<HostClient>());
        builder.Services.TryAddSingleton<Credentials>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IWorkerTransport, HttpWorkerTransport>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, FirstRegistration>());
        return builder;
    }
}
