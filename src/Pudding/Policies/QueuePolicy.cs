namespace Pudding.Policies;

/// <summary>What is in force for one queue.</summary>
public sealed record QueuePolicy
{
    /// <summary>Nothing said.</summary>
    public static QueuePolicy Default { get; } = new();

    /// <summary>Whether nothing of this queue starts. What runs goes on, and what waits keeps its place.</summary>
    /// <value><c>false</c> by default.</value>
    public bool Paused { get; init; }

    /// <summary>The most jobs of this queue that may be active at once, over all tenants. Zero stops it.</summary>
    /// <value>No such limit by default.</value>
    public int? MaxConcurrent { get; init; }

    /// <summary>Whether one more of its jobs may start.</summary>
    /// <param name="active">How many are active.</param>
    public bool LetsStart(int active) => !Paused && !(active >= MaxConcurrent);
}
