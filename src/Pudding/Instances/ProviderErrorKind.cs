using System.Text.Json.Serialization;

namespace Pudding.Instances;

/// <summary>What went wrong with a provider: a closed set, since what is done about it depends on the kind alone. Numbers are stable: stores and the wire keep them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProviderErrorKind>))]
public enum ProviderErrorKind
{
    /// <summary>It isn't known whether it was done: repeat it with the same token.</summary>
    UnknownOutcome = 0,

    /// <summary>The provider has no such machine to give at present: try another kind, or later.</summary>
    InsufficientCapacity = 1,

    /// <summary>The account may not have more: wait until something is gone, or ask for more.</summary>
    QuotaExceeded = 2,

    /// <summary>Too many calls: wait as long as it says.</summary>
    Throttled = 3,

    /// <summary>The token was used with other parameters: a defect of the caller.</summary>
    IdempotencyMismatch = 4,

    /// <summary>There is no such thing, or none that can be seen yet, or none of this estate.</summary>
    NotFound = 5,

    /// <summary>The caller may not do that: somebody must act.</summary>
    Unauthorized = 6,

    /// <summary>A setting is wrong: somebody must act.</summary>
    Misconfigured = 7,

    /// <summary>The provider can't be reached or fails, and nothing was done: later.</summary>
    Unavailable = 8,
}
