using System.Text.Json.Serialization;

namespace Pudding.Workers;

/// <summary>How a drain ended. Numbers are stable: the wire keeps them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DrainStatus>))]
public enum DrainStatus
{
    /// <summary>Nothing runs, and nothing begins: it may be retired.</summary>
    Drained = 1,

    /// <summary>The deadline has passed, and jobs still run. They go on; nothing new begins.</summary>
    DeadlinePassed = 2,

    /// <summary>The deadline has passed, and what still ran was stopped: it goes back to its queue. A worker or instance that was drained by its cell is retired.</summary>
    Interrupted = 3,

    /// <summary>There is no such worker or instance; nothing was changed.</summary>
    NotFound = 4,

    /// <summary>It is retired: it was before, or someone has retired it meanwhile.</summary>
    Retired = 5,

    /// <summary>Someone has uncordoned it meanwhile: it takes jobs again.</summary>
    Uncordoned = 6,
}
