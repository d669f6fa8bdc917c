using System.Text.Json.Serialization;

namespace Pudding.Usage;

/// <summary>How much time one record of usage is about; always whole ones, in UTC. Numbers are stable: stores keep them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UsagePeriod>))]
public enum UsagePeriod
{
    /// <summary>An hour.</summary>
    Hour = 1,

    /// <summary>A day, from midnight UTC.</summary>
    Day = 2,

    /// <summary>A calendar month, from midnight UTC of its first day. For reading only: nothing is kept by the month.</summary>
    Month = 3,
}
