using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Hosting;
using Pudding.Worker.Commands;

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
}
