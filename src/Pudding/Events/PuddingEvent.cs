using System.Text.Json.Serialization;

namespace Pudding.Events;

/// <summary>Something that happened, in the store's order. Written by the store together with the change that it tells of.</summary>
/// <remarks>In JSON, <c>kind</c> tells which one it is; these words are stable.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(JobEnqueued), "job.enqueued")]
[JsonDerivedType(typeof(JobAssigned), "job.assigned")]
[JsonDerivedType(typeof(JobStarted), "job.started")]
[JsonDerivedType(typeof(JobCancelRequested), "job.cancel-requested")]
[JsonDerivedType(typeof(JobRequeued), "job.requeued")]
[JsonDerivedType(typeof(JobFinished), "job.finished")]
[JsonDerivedType(typeof(JobGroupFinished), "group.finished")]
[JsonDerivedType(typeof(CellChanged), "cell.changed")]
[JsonDerivedType(typeof(EventGap), "gap")]
[JsonDerivedType(typeof(WorkerConnected), "worker.connected")]
[JsonDerivedType(typeof(WorkerDisconnected), "worker.disconnected")]
[JsonDerivedType(typeof(PolicyChanged), "policy.changed")]
public abstract record PuddingEvent
{
    private protected PuddingEvent()
    {
    }

    /// <summary>The place in the order; unique, ascending, gaps allowed. Zero until the store has written it.</summary>
    public long Sequence { get; init; }

    /// <summary>When, by the store's clock.</summary>
    public required DateTimeOffset At { get; init; }
}
