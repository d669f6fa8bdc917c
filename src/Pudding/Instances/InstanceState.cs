using System.Text.Json.Serialization;

namespace Pudding.Instances;

/// <summary>What a provider says of an instance: observed, never decided here. Numbers are stable: stores and the wire keep them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InstanceState>))]
public enum InstanceState
{
    /// <summary>A value that this version doesn't know: it may run, and may cost.</summary>
    Unknown = 0,

    /// <summary>It is coming up.</summary>
    Pending = 1,

    /// <summary>It runs.</summary>
    Running = 2,

    /// <summary>It is about to stop, to be started again.</summary>
    Stopping = 3,

    /// <summary>It doesn't run and may be started again.</summary>
    Stopped = 4,

    /// <summary>It is about to be gone.</summary>
    ShuttingDown = 5,

    /// <summary>It is gone, with everything that ran on it.</summary>
    Terminated = 6,
}
