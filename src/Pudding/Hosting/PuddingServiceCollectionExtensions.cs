using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Pudding.Dispatch;
using Pudding.Enrolment;
using Pudding.Events;
using Pudding.Health;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Maintenance;
using Pudding.Recovery;
using Pudding.Routing;
using Pudding.Secrets;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Storage.Patience;
using Pudding.Telemetry;
using Pudding.Usage;
using Pudding.Workers;

#pragma warning disable IDE0130 // where a host already has its usings
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Adds Pudding to a host.</summary>
public static class PuddingServiceCollectionExtensions
{
    /// <summary>What a store consists of.</summary>
    internal static IReadOnlyList<Type> StoreInterfaces { get; } =
    [
        typeof(IJobStore),
        typeof(IJobQueryStore),
        typeof(IJobLogStore),
        typeof(IWorkerStore),
        typeof(ICellStore),
        typeof(IPolicyStore),
        typeof(IEventStore),
        typeof(IBatonStore),
        typeof(ICheckpointStore),
        typeof(IRetentionStore),
        typeof(IUsageStore),
        typeof(ICredentialStore),
        typeof(IChangeFeed),
    ];

    /// <summary>Adds Pudding. Fill the store's slot with a <c>Use…Store</c> call on the result; without one the host doesn't start, and says so.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the settings; they are checked when the host starts.</param>
    /// <remarks>Calling it again adds nothing twice; the settings add up.</remarks>
    public static IPuddingBuilder AddPudding(this IServiceCollection services, Action<PuddingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<PuddingOptions>().ValidateOnStart();
        if (configure is not null)
            services.Configure(configure);

        if (!services.Any(static service => service.ServiceType == typeof(PuddingInstruments)))
        {
            AddFoundation(services);
            AddStorePlaceholders(services);
            AddCore(services);
            AddLoops(services);
        }

        return new PuddingBuilder(services);
    }

    /// <summary>Adds workers for a farm whose hosts are elsewhere: no store, no scheduling. Add a worker and fill the transport's slot with a <c>Use…Transport</c> call on the result;
    /// without one the host doesn't start, and says so.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the settings; they are checked when the host starts. Those that concern workers alone are used.</param>
    /// <remarks>Calling it again adds nothing twice. A host that has a farm of its own calls <see cref="AddPudding"/> instead.</remarks>
    /// <exception cref="InvalidOperationException">This host has a farm of its own.</exception>
    public static IPuddingBuilder AddPuddingWorkers(this IServiceCollection services, Action<PuddingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(static service => service.ServiceType == typeof(Dispatcher)))
            throw new InvalidOperationException("This host has a farm of its own: add its workers to what AddPudding(…) returns.");
        services.AddOptions<PuddingOptions>().ValidateOnStart();
        if (configure is not null)
            services.Configure(configure);

        if (!services.Any(static service => service.ServiceType == typeof(PuddingInstruments)))
        {
            AddFoundation(services);
            services.AddSingleton<IWorkerTransport>(static _ => throw new InvalidOperationException(
                "Pudding's workers have no transport. Add one to AddPuddingWorkers(…): UseHttpTransport(…) of the package Pudding.Worker, or another Use…Transport()."));
            AddWorkers(services);
        }

        return new PuddingBuilder(services);
    }

    private static void AddWorkers(IServiceCollection services)
    {
        services.AddSingleton<LocalWorkers>();
        services.AddSingleton<IHostDrain>(static s => s.GetRequiredService<LocalWorkers>());
        services.AddHostedService<WorkerHostService>();
    }

    private static void AddFoundation(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdSource, IdSource>();
        services.AddSingleton(static s => new PuddingInstruments(s.GetService<IMeterFactory>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PuddingOptions>, PuddingOptionsValidator>());
    }

    /// <summary>So that a missing store, or one that lacks a part, fails with the call to add instead of a list of constructors.</summary>
    private static void AddStorePlaceholders(IServiceCollection services)
    {
        foreach (var type in StoreInterfaces)
        {
            services.AddSingleton(type, s => throw new InvalidOperationException(s.GetService<StoreChoice>() is { } chosen
                ? $"Pudding's {chosen.Name} store lacks {type.Name}: a store registers every interface of Pudding.Storage."
                : "Pudding has no store. Add one to AddPudding(…): UseInMemoryStore() of the package Pudding.Storage.InMemory, or another Use…Store()."));
        }
    }

    private static void AddCore(IServiceCollection services)
    {
        services.AddSingleton<StorePatience>();
        services.AddSingleton<Baton>();
        services.AddSingleton<LeaseHold>();
        services.AddSingleton<FairnessMemory>();
        services.AddSingleton<DemandDesk>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<PolicyBoard>();
        services.AddSingleton<PolicyDesk>();
        services.AddSingleton<KnownTenants>();
        services.AddSingleton<GroupWaiters>();
        services.AddSingleton<LogFollowers>();
        services.AddSingleton<SecretDelivery>();
        services.AddSingleton<WorkerGateway>();
        services.AddSingleton<CellDrainer>();
        services.AddSingleton<HealthWatch>();
        services.AddSingleton<CredentialCache>();
        services.AddSingleton<EventStream>();
        services.AddSingleton<Retention>();
        services.AddSingleton<IJobRouter, JobRouter>();
        services.AddSingleton<IJobClient, JobClient>();
        services.AddSingleton<IPolicyClient, PolicyClient>();
        services.AddSingleton<IJobRecovery, JobRecovery>();
        services.AddSingleton<IWorkerControl, WorkerControl>();
        services.AddSingleton<IWorkerTransport>(static s => s.GetRequiredService<WorkerGateway>());
        services.AddSingleton<IEventStream>(static s => s.GetRequiredService<EventStream>());
        services.AddSingleton<IJobObserver, MetricsObserver>();
        services.AddSingleton<UsageProjector>();
        services.AddSingleton<IUsageClient, UsageClient>();

        services.AddSingleton<IChangeListener>(static s => s.GetRequiredService<Dispatcher>());
        services.AddSingleton<IChangeListener>(static s => s.GetRequiredService<WorkerGateway>());
        services.AddSingleton<IChangeListener>(static s => s.GetRequiredService<GroupWaiters>());
        services.AddSingleton<IChangeListener>(static s => s.GetRequiredService<LogFollowers>());
        services.AddSingleton<IChangeListener>(static s => s.GetRequiredService<EventStream>());
        services.AddSingleton<IChangeListener>(static s => s.GetRequiredService<KnownTenants>());
        services.AddSingleton<IChangeListener>(static s => s.GetRequiredService<CellDrainer>());
        services.AddSingleton<IChangeListener>(static s => s.GetRequiredService<HealthWatch>());
    }

    /// <summary>In the order of starting; they stop in the reverse order, so the workers first.</summary>
    private static void AddLoops(IServiceCollection services)
    {
        services.AddHostedService<ChangeFeedService>();
        services.AddHostedService<ObserverService>();
        services.AddHostedService<UsageService>();
        services.AddHostedService<DispatcherService>();
        services.AddHostedService<PolicySourceService>();
        services.AddHostedService<MaintenanceService>();
        services.AddHostedService<HealthService>();
        AddWorkers(services);
    }
}
