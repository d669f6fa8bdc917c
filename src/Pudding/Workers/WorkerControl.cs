using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Enrolment;
using Pudding.Instances;
using Pudding.Storage;

namespace Pudding.Workers;

internal sealed class WorkerControl(
    ICellStore cells,
    IWorkerStore workers,
    ICredentialStore credentials,
    CredentialCache cache,
    CellDrainer drainer,
    IHostApplicationLifetime lifetime,
    ILogger<WorkerControl> logger) : IWorkerControl
{
    private const int MaxReason = 1000;
    private const int MaxActor = 200;

    public async ValueTask<IReadOnlyList<WorkerInfo>> ListAsync(CancellationToken cancellationToken = default)
    {
        var all = await workers.ReadCellsAsync(cancellationToken).ConfigureAwait(false);
        var instances = (await cells.ReadInstancesAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(static cell => cell.Key.Id, StringComparer.Ordinal);
        var infos = new List<WorkerInfo>(all.Count);
        foreach (var worker in all.OrderBy(static worker => worker.WorkerId, StringComparer.Ordinal))
        {
            // Only those that are held back are asked one by one: there are few.
            var own = worker.Phase == CellPhase.Ready
                ? null
                : await cells.FindAsync(CellKey.Worker(worker.WorkerId), cancellationToken).ConfigureAwait(false);
            infos.Add(ToInfo(worker, own, worker.InstanceId is { } id ? instances.GetValueOrDefault(id) : null));
        }

        return infos;
    }

    public ValueTask<CellResult> CordonAsync(CellKey cell, string reason, string actor, CancellationToken cancellationToken = default) =>
        ApplyAsync(cell, CellMove.Cordon, reason, actor, cancellationToken);

    public ValueTask<CellResult> UncordonAsync(CellKey cell, string reason, string actor, CancellationToken cancellationToken = default) =>
        ApplyAsync(cell, CellMove.Uncordon, reason, actor, cancellationToken);

    public ValueTask<CellResult> RetireAsync(CellKey cell, string reason, string actor, CancellationToken cancellationToken = default) =>
        ApplyAsync(cell, CellMove.Retire, reason, actor, cancellationToken);

    public ValueTask<CellResult> ForceRetireAsync(CellKey cell, string reason, string actor, CancellationToken cancellationToken = default) =>
        ApplyAsync(cell, CellMove.ForceRetire, reason, actor, cancellationToken);

    public async ValueTask<bool> ForgetAsync(CellKey cell, CancellationToken cancellationToken = default)
    {
        Check(cell);
        if (await cells.FindAsync(cell, cancellationToken).ConfigureAwait(false) is not { Phase: CellPhase.Retired })
            return false;

        // First: once its cell is forgotten, a machine that still exists would begin anew as ready.
        var query = cell.Kind == CellKind.Instance ? new CredentialQuery { InstanceId = cell.Id } : new CredentialQuery { WorkerId = cell.Id };
        foreach (var id in await credentials.RevokeAsync(query, cancellationToken).ConfigureAwait(false))
            cache.Forget(id);
        return await cells.ForgetAsync(cell, cancellationToken).ConfigureAwait(false);
    }

    public async Task<DrainOutcome> DrainAsync(CellKey cell, DrainRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(cell);
        Check(request.Reason, MaxReason, "DrainRequest.Reason");
        Check(request.Actor, MaxActor, "DrainRequest.Actor");
        if (request.Deadline < TimeSpan.Zero)
            throw new ArgumentException($"DrainRequest.Deadline: {request.Deadline} is below zero.", nameof(request));

        Log.DrainBegins(logger, cell, request.Actor, request.Reason);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var outcome = await drainer.DrainAsync(cell, request, either.Token).ConfigureAwait(false);
        Log.DrainEnds(logger, cell, outcome.Took, outcome.Status, outcome.Jobs.Count);
        return outcome;
    }

    private async ValueTask<CellResult> ApplyAsync(CellKey cell, CellMove move, string reason, string actor, CancellationToken cancellationToken)
    {
        Check(cell);
        Check(reason, MaxReason, nameof(reason));
        Check(actor, MaxActor, nameof(actor));
        var command = new CellCommand { Key = cell, Move = move, Reason = reason, Actor = actor };
        var result = await cells.ApplyAsync(command, cancellationToken).ConfigureAwait(false);
        Log.CellMoved(logger, move, cell, actor, reason, result.Status);
        return result;
    }

    private static WorkerInfo ToInfo(WorkerCell worker, CellState? own, CellState? instance) => new()
    {
        WorkerId = worker.WorkerId,
        InstanceId = worker.InstanceId,
        Queues = worker.Queues,
        IsConnected = worker.Session != 0,
        SilentFor = worker.SilentFor,
        Phase = worker.Phase,
        Slots = worker.Slots,
        Active = worker.Active,
        HeldBackBy = worker.Phase == CellPhase.Ready ? null : own?.Phase == worker.Phase ? own : instance ?? own,
    };

    private static void Check(CellKey cell)
    {
        if (!Enum.IsDefined(cell.Kind) || string.IsNullOrWhiteSpace(cell.Id))
            throw new ArgumentException($"cell: '{cell}' names neither a worker nor an instance.", nameof(cell));
    }

    private static void Check(string text, int max, string name)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new ArgumentException($"{name}: is missing.", name);
        if (text.Length > max)
            throw new ArgumentException($"{name}: has {text.Length} characters; at most {max} are allowed.", name);
    }
}
