using System.Text.Json.Serialization;

namespace Pudding.Instances;

/// <summary>What can be done to a cell, each in one atomic step. Numbers are stable: the wire keeps them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CellMove>))]
public enum CellMove
{
    /// <summary>From ready to draining, whatever runs.</summary>
    Cordon = 1,

    /// <summary>From draining back to ready.</summary>
    Uncordon = 2,

    /// <summary>From draining to retired, if nothing is active.</summary>
    Retire = 3,

    /// <summary>To retired at once. What is active is interrupted: it goes back to its queue, and the worker's lease on it is over.</summary>
    ForceRetire = 4,
}
