using System.Text.Json.Serialization;

namespace Pudding.Policies;

/// <summary>What kind of thing a policy is of. Numbers are stable: stores keep them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PolicyTargetKind>))]
public enum PolicyTargetKind
{
    /// <summary>Nothing: the default, which is refused everywhere.</summary>
    None = 0,

    /// <summary>A node of the tenant tree.</summary>
    Tenant = 1,

    /// <summary>A plan, and by it every tenant that is on it.</summary>
    Plan = 2,

    /// <summary>A queue.</summary>
    Queue = 3,
}
