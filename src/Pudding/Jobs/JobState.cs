using System.Text.Json.Serialization;

namespace Pudding.Jobs;

/// <summary>Where a job is in its life. Numbers are stable: stores and the wire keep them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>No state: never stored. A value that a newer version wrote and this one doesn't know is read as this.</summary>
    Unknown = 0,

    /// <summary>Waits for a worker (or for its <see cref="Job.NotBefore"/>).</summary>
    Pending = 1,

    /// <summary>Claimed for a worker that has not acknowledged it yet.</summary>
    Assigned = 2,

    /// <summary>A worker has acknowledged it and runs it under a lease.</summary>
    Running = 3,

    /// <summary>Final: the handler reported success.</summary>
    Succeeded = 10,

    /// <summary>Final: the handler reported failure, or the job was lost too often.</summary>
    Failed = 11,

    /// <summary>Final: cancelled before or while it ran.</summary>
    Cancelled = 12,
}
