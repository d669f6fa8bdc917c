using System.Text.Json.Serialization;

namespace Pudding.Jobs;

/// <summary>The kinds of <see cref="JobOutcome"/>. Numbers are stable: stores and the wire keep them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobOutcomeKind>))]
public enum JobOutcomeKind
{
    /// <summary>A value that a newer version wrote and this one doesn't know.</summary>
    Unknown = 0,

    /// <summary>The job did what it should.</summary>
    Succeeded = 1,

    /// <summary>The job did not do what it should.</summary>
    Failed = 2,

    /// <summary>The job goes back to its queue.</summary>
    Requeue = 3,

    /// <summary>The job stopped because it was asked to.</summary>
    Cancelled = 4,

    /// <summary>The machine failed, not the job.</summary>
    InfrastructureFailed = 5,

    /// <summary>The job ran longer than it may.</summary>
    TimedOut = 6,
}
