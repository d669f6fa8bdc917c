using System.Text.Json.Serialization;

namespace Pudding.Instances;

/// <summary>Whether a worker, or an instance with all of its workers, may take jobs. Numbers are stable: stores and the wire keep them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CellPhase>))]
public enum CellPhase
{
    /// <summary>A value that a newer version wrote and this one doesn't know: takes no jobs, and isn't terminated.</summary>
    Unknown = 0,

    /// <summary>It may take jobs.</summary>
    Ready = 1,

    /// <summary>It takes no more jobs; those that it has go on.</summary>
    Draining = 2,

    /// <summary>It has none and never takes one again: it may be terminated.</summary>
    Retired = 3,
}
