using System.Diagnostics;
using System.Diagnostics.Metrics;
using Pudding.Events;
using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Telemetry;

/// <summary>What Pudding counts, as verbs.</summary>
internal sealed class PuddingInstruments : IDisposable
{
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200],
    };

    private readonly Meter? _ownMeter;
    private readonly Counter<long> _enqueued;
    private readonly Counter<long> _claims;
    private readonly Counter<long> _finished;
    private readonly Counter<long> _sick;
    private readonly Histogram<double> _queueDuration;
    private readonly Histogram<double> _runDuration;

    /// <param name="meterFactory">The host's; a host without metrics has none, then nobody but a global listener hears the meter.</param>
    public PuddingInstruments(IMeterFactory? meterFactory)
    {
        Meter = meterFactory?.Create(PuddingTelemetry.MeterName) ?? (_ownMeter = new Meter(PuddingTelemetry.MeterName));
        _enqueued = Meter.CreateCounter<long>(PuddingTelemetry.JobsEnqueued, "{job}", "Jobs enqueued");
        _claims = Meter.CreateCounter<long>(PuddingTelemetry.Claims, "{claim}", "Claims made by the dispatcher");
        _finished = Meter.CreateCounter<long>(PuddingTelemetry.JobsFinished, "{job}", "Jobs that are over");
        _sick = Meter.CreateCounter<long>(PuddingTelemetry.WorkersSick, "{worker}", "Workers and instances taken for sick");
        _queueDuration = Meter.CreateHistogram(PuddingTelemetry.QueueDuration, "s", "Time from enqueueing to the last start", tags: null, Seconds);
        _runDuration = Meter.CreateHistogram(PuddingTelemetry.RunDuration, "s", "Time that the last attempt ran", tags: null, Seconds);
    }

    public Meter Meter { get; }

    public ActivitySource Activities { get; } = new(PuddingTelemetry.ActivitySourceName);

    public void OnEnqueued(string queue) => _enqueued.Add(1, new KeyValuePair<string, object?>(PuddingTelemetry.QueueTag, queue));

    public void OnClaim(ClaimStatus status) => _claims.Add(1, new KeyValuePair<string, object?>(PuddingTelemetry.ClaimStatusTag, status.ToString()));

    public void OnSick(bool isCordoned) => _sick.Add(1, new KeyValuePair<string, object?>(PuddingTelemetry.CordonedTag, isCordoned));

    public void OnFinished(JobFinished finished)
    {
        var queue = new KeyValuePair<string, object?>(PuddingTelemetry.QueueTag, finished.Queue);
        var outcome = new KeyValuePair<string, object?>(PuddingTelemetry.OutcomeTag, finished.State.ToString());
        _finished.Add(1, queue, outcome);
        if (finished.Waited is { } waited)
            _queueDuration.Record(waited.TotalSeconds, queue);
        if (finished.RanFor is { } ranFor)
            _runDuration.Record(ranFor.TotalSeconds, queue, outcome);
    }

    public void Dispose()
    {
        _ownMeter?.Dispose();
        Activities.Dispose();
    }
}
