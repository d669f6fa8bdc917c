using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Dispatch;
using Pudding.Hosting;
using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Pools;

/// <summary>What every pool of a host shares.</summary>
internal sealed class PoolEnvironment(
    ICheckpointStore checkpoints,
    ICellStore cells,
    IWorkerStore workers,
    IWorkerControl control,
    AgentBootstrap bootstrap,
    DemandDesk demand,
    Dispatcher dispatcher,
    Baton baton,
    IIdSource ids,
    IOptions<PuddingOptions> options,
    TimeProvider clock,
    ILogger<PoolController> logger)
{
    /// <summary>How long the scheduling loop may take to answer; it may be at a slow store call.</summary>
    private static readonly TimeSpan DemandPatience = TimeSpan.FromSeconds(5);

    public ICheckpointStore Checkpoints => checkpoints;

    public ICellStore Cells => cells;

    public IWorkerStore Workers => workers;

    public IWorkerControl Control => control;

    public AgentBootstrap Bootstrap => bootstrap;

    public Baton Baton => baton;

    public IIdSource Ids => ids;

    public PuddingOptions Options => options.Value;

    public TimeProvider Clock => clock;

    public ILogger Logger => logger;

    /// <returns>How many waiting jobs could start if there were slots for them, as far as a pool could use them; none when nobody answers in time.</returns>
    public async ValueTask<int?> AskDemandAsync(PoolOptions pool, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(DemandPatience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await demand.AskAsync([.. pool.Queues], (pool.Max + 1) * pool.Slots, dispatcher.Signal.Set, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
