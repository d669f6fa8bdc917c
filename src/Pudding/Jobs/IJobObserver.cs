using Pudding.Events;

namespace Pudding.Jobs;

/// <summary>Learns of every job that is over. Register any number with <c>AddObserver</c>.</summary>
/// <remarks>
/// Promise: at least once for each final state, in the store's order, also when the host was down in between (with a durable store). An
/// observer must therefore bear a repeat. One that throws is called again with the same event, after a pause that grows to a minute, and
/// holds back its own later events only.
/// </remarks>
public interface IJobObserver
{
    /// <summary>Called one event at a time.</summary>
    /// <param name="finished">The job that is over.</param>
    /// <param name="cancellationToken">The host is stopping.</param>
    Task OnFinishedAsync(JobFinished finished, CancellationToken cancellationToken);

    /// <summary>Called when the last job of a group is over, after <see cref="OnFinishedAsync"/> was called for that job. Does nothing by default.</summary>
    /// <param name="finished">The group that is over.</param>
    /// <param name="cancellationToken">The host is stopping.</param>
    Task OnGroupFinishedAsync(JobGroupFinished finished, CancellationToken cancellationToken) => Task.CompletedTask;
}
