namespace Pudding.Workers;

/// <summary>Drains the workers of this host before it stops: for a rolling deployment, say. (A host that stops drains them by itself.) Thread-safe.</summary>
public interface IHostDrain
{
    /// <summary>Whether the workers of this host take no more jobs.</summary>
    bool IsDraining { get; }

    /// <summary>What the workers of this host run, the job that has held its slot longest first.</summary>
    IReadOnlyList<DrainingJob> Jobs { get; }

    /// <summary>Completes when every worker of this host has ended: it was drained, or the farm has retired it. Complete before they start.</summary>
    Task Ended { get; }

    /// <summary>The workers of this host take no more jobs from now on; there is no way back but a new start of the host. Waits until nothing runs and every result is
    /// in the store.</summary>
    /// <param name="deadline">How long to wait; for ever by default.</param>
    /// <param name="interruptAtDeadline">Whether what still runs at the deadline is stopped, as when the host's own patience is over: it goes back to its queue, and nothing is held against
    /// it. It is waited for until it has stopped, for as long as the workers' grace allows.</param>
    /// <param name="progress">Told at once, and each second.</param>
    /// <param name="cancellationToken">Ends the wait; the workers go on draining.</param>
    /// <returns><see cref="DrainStatus.Drained"/>, <see cref="DrainStatus.DeadlinePassed"/> or <see cref="DrainStatus.Interrupted"/>.</returns>
    Task<DrainOutcome> DrainAsync(
        TimeSpan? deadline = null,
        bool interruptAtDeadline = false,
        IProgress<DrainProgress>? progress = null,
        CancellationToken cancellationToken = default);
}
