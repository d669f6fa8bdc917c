using Pudding.Policies;

namespace Pudding.Hosting;

/// <summary>The settings of one queue. What is not said here, an override may say; see docs/policies.md.</summary>
public sealed class QueueOptions
{
    /// <inheritdoc cref="QueuePolicy.MaxConcurrent" />
    public int? MaxConcurrent { get; set; }

    /// <inheritdoc cref="QueuePolicy.Paused" />
    public bool? Paused { get; set; }

    internal QueueSettings ToSettings() => new() { MaxConcurrent = MaxConcurrent, Paused = Paused };
}
