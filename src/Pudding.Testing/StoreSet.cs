using Microsoft.Extensions.DependencyInjection;
using Pudding.Storage;

namespace Pudding.Testing;

/// <summary>Every interface of one store.</summary>
public sealed record StoreSet
{
    /// <summary>The jobs.</summary>
    public required IJobStore Jobs { get; init; }

    /// <summary>The workers.</summary>
    public required IWorkerStore Workers { get; init; }

    /// <summary>The cells of workers and instances.</summary>
    public required ICellStore Cells { get; init; }

    /// <summary>The right to schedule.</summary>
    public required IBatonStore Baton { get; init; }

    /// <summary>The policies in force.</summary>
    public required IPolicyStore Policies { get; init; }

    /// <summary>The order of events.</summary>
    public required IEventStore Events { get; init; }

    /// <summary>The logs of jobs.</summary>
    public required IJobLogStore Logs { get; init; }

    /// <summary>The hints.</summary>
    public required IChangeFeed Changes { get; init; }

    /// <summary>The search for jobs.</summary>
    public required IJobQueryStore Queries { get; init; }

    /// <summary>What one scheduling host hands on to the next.</summary>
    public required ICheckpointStore Checkpoints { get; init; }

    /// <summary>The forgetting of what is old.</summary>
    public required IRetentionStore Retention { get; init; }

    /// <summary>What tenants have used.</summary>
    public required IUsageStore Usage { get; init; }

    /// <summary>By what workers show who they are.</summary>
    public required ICredentialStore Credentials { get; init; }

    /// <summary>Takes every interface from a host's services.</summary>
    /// <exception cref="InvalidOperationException">The store lacks one; the message says which.</exception>
    public static StoreSet From(IServiceProvider services) => new()
    {
        Jobs = services.GetRequiredService<IJobStore>(),
        Workers = services.GetRequiredService<IWorkerStore>(),
        Cells = services.GetRequiredService<ICellStore>(),
        Baton = services.GetRequiredService<IBatonStore>(),
        Policies = services.GetRequiredService<IPolicyStore>(),
        Events = services.GetRequiredService<IEventStore>(),
        Logs = services.GetRequiredService<IJobLogStore>(),
        Changes = services.GetRequiredService<IChangeFeed>(),
        Queries = services.GetRequiredService<IJobQueryStore>(),
        Checkpoints = services.GetRequiredService<ICheckpointStore>(),
        Retention = services.GetRequiredService<IRetentionStore>(),
        Usage = services.GetRequiredService<IUsageStore>(),
        Credentials = services.GetRequiredService<ICredentialStore>(),
    };
}
