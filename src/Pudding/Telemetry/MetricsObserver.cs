using Pudding.Events;
using Pudding.Jobs;

namespace Pudding.Telemetry;

/// <summary>Measures jobs when they are over, from the same events as every other observer.</summary>
internal sealed class MetricsObserver(PuddingInstruments instruments) : IJobObserver
{
    public Task OnFinishedAsync(JobFinished finished, CancellationToken cancellationToken)
    {
        instruments.OnFinished(finished);
        return Task.CompletedTask;
    }
}
