using System.Text.Json.Serialization;

namespace Pudding.Pools;

/// <summary>Where an instance of a pool is in its life. Numbers are stable.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PoolInstanceStatus>))]
public enum PoolInstanceStatus
{
    /// <summary>It was decided; whether the provider has it is not known yet.</summary>
    Launching = 1,

    /// <summary>The provider has it; its worker has not connected yet.</summary>
    Booting = 2,

    /// <summary>It takes jobs.</summary>
    Ready = 3,

    /// <summary>The pool wants it to go: it takes no more jobs, and those that it has go on.</summary>
    Draining = 4,

    /// <summary>Someone else has cordoned it: it is left alone.</summary>
    HeldBack = 5,

    /// <summary>It has been silent for longer than a lease holds: it takes no jobs, and is replaced.</summary>
    Silent = 6,

    /// <summary>It did not come up in time, and is terminated.</summary>
    Overdue = 7,

    /// <summary>It has no job and never gets one again: it is terminated.</summary>
    Retired = 8,

    /// <summary>The provider doesn't have it any more.</summary>
    Gone = 9,
}
