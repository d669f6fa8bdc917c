using System.Text.Json.Serialization;

namespace Pudding.Instances;

/// <summary>Whose cell. Numbers are stable: stores and the wire keep them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CellKind>))]
public enum CellKind
{
    /// <summary>A worker's.</summary>
    Worker = 1,

    /// <summary>An instance's.</summary>
    Instance = 2,
}
