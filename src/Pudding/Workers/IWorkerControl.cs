using Pudding.Instances;
using Pudding.Storage;

namespace Pudding.Workers;

/// <summary>What an operator does to workers and instances of the whole estate, from any host. Thread-safe; one for the host.</summary>
/// <remarks>A change that comes too late, or does not fit the phase, is a value in the answer and changes nothing. A text that is missing or too long is an
/// <see cref="ArgumentException"/> that names it.</remarks>
public interface IWorkerControl
{
    /// <summary>Every worker, those too that are held back or have left something behind; by their ids.</summary>
    ValueTask<IReadOnlyList<WorkerInfo>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>It takes no more jobs; those that it has go on.</summary>
    /// <param name="cell">The worker or instance.</param>
    /// <param name="reason">Why, for people; at most 1,000 characters.</param>
    /// <param name="actor">Who; at most 200 characters.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<CellResult> CordonAsync(CellKey cell, string reason, string actor, CancellationToken cancellationToken = default);

    /// <summary>It takes jobs again.</summary>
    /// <inheritdoc cref="CordonAsync" />
    ValueTask<CellResult> UncordonAsync(CellKey cell, string reason, string actor, CancellationToken cancellationToken = default);

    /// <summary>Cordons it, and waits until nothing runs on it any more. It stays cordoned, however that ends.</summary>
    /// <param name="cell">The worker or instance.</param>
    /// <param name="request">Until when, why, and who wants to know how far it is.</param>
    /// <param name="cancellationToken">Ends the wait; the cordon stays.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled, or this host stops. The cordon stays.</exception>
    Task<DrainOutcome> DrainAsync(CellKey cell, DrainRequest request, CancellationToken cancellationToken = default);

    /// <summary>It never takes a job again: for one that is cordoned and has no job. Its process is told to end at its next heartbeat.</summary>
    /// <inheritdoc cref="CordonAsync" />
    ValueTask<CellResult> RetireAsync(CellKey cell, string reason, string actor, CancellationToken cancellationToken = default);

    /// <summary>It never takes a job again, at once. The jobs that it has are interrupted: they go back to their queue, which counts as an infrastructure loss
    /// of theirs; its process is told to stop them.</summary>
    /// <inheritdoc cref="CordonAsync" />
    ValueTask<CellResult> ForceRetireAsync(CellKey cell, string reason, string actor, CancellationToken cancellationToken = default);

    /// <summary>Forgets one that is retired and no longer exists, an instance with its workers, and revokes their credentials. Should a worker without one (in a host's process) still
    /// exist, it would begin anew as ready.</summary>
    /// <returns>Whether it was forgotten; <c>false</c> for one that is unknown or not retired.</returns>
    ValueTask<bool> ForgetAsync(CellKey cell, CancellationToken cancellationToken = default);
}
