using System.Text.Json.Serialization;

namespace Pudding.Jobs;

/// <summary>Why a job is in its state, for programs; <see cref="Job.Reason"/> says it for people. Numbers are stable: stores and the wire keep them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobCause>))]
public enum JobCause
{
    /// <summary>Nothing special: it waits for the first time, runs, or has succeeded. Also a value that a newer version wrote and this one doesn't know.</summary>
    None = 0,

    /// <summary>Its handler reported failure.</summary>
    HandlerFailed = 1,

    /// <summary>An attempt ran longer than it may.</summary>
    TimedOut = 2,

    /// <summary>It was lost: its worker let the lease run out.</summary>
    LeaseExpired = 3,

    /// <summary>Its handler reported that the machine failed, not the job.</summary>
    InfrastructureFailed = 4,

    /// <summary>Its worker or instance was retired by force, or declared lost.</summary>
    Interrupted = 5,

    /// <summary>Its handler or its worker gave it back.</summary>
    GivenBack = 6,

    /// <summary>Its worker left, or began a new session, before it took the job.</summary>
    NotTaken = 7,

    /// <summary>Someone cancelled it.</summary>
    CancelRequested = 10,

    /// <summary>Another job of its group failed, and the group fails fast.</summary>
    FailFast = 11,

    /// <summary>A newer group has the same supersede key.</summary>
    Superseded = 12,

    /// <summary>Its handler ended it as cancelled without being asked.</summary>
    HandlerCancelled = 13,

    /// <summary>It waited longer than it may.</summary>
    QueueTimeExpired = 14,
}
