namespace Pudding.Testing;

/// <summary>What a <see cref="StoreHarness"/> can do with its store. A scenario that needs more is skipped, and says so.</summary>
[Flags]
public enum StoreAbilities
{
    /// <summary>Nothing but making an empty store.</summary>
    None = 0,

    /// <summary>Time passes on request, be it that the harness waits: <see cref="StoreHarness.AdvanceAsync"/>.</summary>
    PassTime = 1,

    /// <summary>The store's clock is moved by hand and stands still otherwise. Goes with <see cref="PassTime"/>.</summary>
    ManualTime = 2,

    /// <summary>The store's time of day can be set without time passing: <see cref="StoreHarness.SetClockAsync"/>.</summary>
    SetClock = 4,

    /// <summary>What was written outlives the process: <see cref="StoreHarness.ReopenAsync"/>, <see cref="StoreHarness.CloseAsync"/>.</summary>
    Durable = 8,

    /// <summary>Several hosts use one store: <see cref="StoreHarness.JoinAsync"/>.</summary>
    SharedByHosts = 16,

    /// <summary>The store keeps so little of a log that a scenario can fill it: <see cref="StoreHarness.LogCapacity"/>.</summary>
    SmallLogs = 32,
}
