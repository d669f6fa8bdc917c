using System.Text.Json.Serialization;

namespace Pudding.Jobs;

/// <summary>What an operator has done about a job that failed. Numbers are stable: stores keep them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobResolution>))]
public enum JobResolution
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is run again, as another job.</summary>
    Requeued = 1,

    /// <summary>It was looked at and needs nothing.</summary>
    Discarded = 2,
}
