namespace Pudding.Storage.InMemory;

/// <summary>How much the in-memory store keeps.</summary>
public sealed class InMemoryStoreOptions
{
    /// <summary>How many jobs that are over are kept; beyond it, the groups that ended first are forgotten whole, with their logs.</summary>
    /// <value>100,000 by default.</value>
    public int FinishedJobCapacity { get; set; } = 100_000;

    /// <summary>How many events are kept, and more where an observer has not read them yet.</summary>
    /// <value>100,000 by default.</value>
    public int EventCapacity { get; set; } = 100_000;

    /// <summary>How many bytes of its log are kept of each job.</summary>
    /// <value>4 MiB by default.</value>
    public int LogCapacity { get; set; } = 4 * 1024 * 1024;
}
