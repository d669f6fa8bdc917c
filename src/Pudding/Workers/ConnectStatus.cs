namespace Pudding.Workers;

/// <summary>Whether a worker may work. Numbers are stable: the wire keeps them.</summary>
public enum ConnectStatus
{
    /// <summary>A value that a newer version wrote and this one doesn't know.</summary>
    Unknown = 0,

    /// <summary>It has a session.</summary>
    Connected = 1,

    /// <summary>It, or its instance, was retired: it never gets work again and should end.</summary>
    Retired = 2,
}
