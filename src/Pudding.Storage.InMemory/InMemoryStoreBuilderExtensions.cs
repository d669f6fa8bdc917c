using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Storage;
using Pudding.Storage.InMemory;
using Pudding.Storage.InMemory.Baton;
using Pudding.Storage.InMemory.Credentials;
using Pudding.Storage.InMemory.Events;
using Pudding.Storage.InMemory.Jobs;
using Pudding.Storage.InMemory.Logs;
using Pudding.Storage.InMemory.Policies;
using Pudding.Storage.InMemory.Usage;
using Pudding.Storage.InMemory.Workers;

#pragma warning disable IDE0130 // where a host already has its usings
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Puts the in-memory store under Pudding.</summary>
public static class InMemoryStoreBuilderExtensions
{
    /// <summary>Keeps everything in this process's memory: for tests and demos. What is not over when the process ends is lost.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets how much is kept.</param>
    /// <exception cref="InvalidOperationException">Another store was chosen before.</exception>
    public static IPuddingBuilder UseInMemoryStore(this IPuddingBuilder builder, Action<InMemoryStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<InMemoryStoreOptions>()
            .Validate(static o => o.FinishedJobCapacity >= 0, "InMemoryStoreOptions.FinishedJobCapacity is below zero.")
            .Validate(static o => o.EventCapacity > 0, "InMemoryStoreOptions.EventCapacity is not above zero.")
            .Validate(static o => o.LogCapacity >= 0, "InMemoryStoreOptions.LogCapacity is below zero.")
            .ValidateOnStart();
        if (configure is not null)
            builder.Services.Configure(configure);

        return builder.UseStore("in-memory", static services =>
        {
            services.AddSingleton(static s => new InMemoryDatabase(
                s.GetRequiredService<IOptions<InMemoryStoreOptions>>().Value, s.GetRequiredService<TimeProvider>()));
            services.AddSingleton<JobBook>();
            services.AddSingleton<IJobStore, InMemoryJobStore>();
            services.AddSingleton<IWorkerStore, InMemoryWorkerStore>();
            services.AddSingleton<ICellStore, InMemoryCellStore>();
            services.AddSingleton<IJobQueryStore, InMemoryJobQueryStore>();
            services.AddSingleton<IRetentionStore, InMemoryRetentionStore>();
            services.AddSingleton<IBatonStore, InMemoryBatonStore>();
            services.AddSingleton<ICheckpointStore, InMemoryCheckpointStore>();
            services.AddSingleton<IPolicyStore, InMemoryPolicyStore>();
            services.AddSingleton<IEventStore, InMemoryEventStore>();
            services.AddSingleton<IJobLogStore, InMemoryJobLogStore>();
            services.AddSingleton<IUsageStore, InMemoryUsageStore>();
            services.AddSingleton<ICredentialStore, InMemoryCredentialStore>();
            services.AddSingleton<IChangeFeed>(static s => s.GetRequiredService<InMemoryDatabase>().Changes);
        });
    }
}
