namespace Pudding.Policies;

/// <summary>What one layer says of a queue. What is left out is not said here: the layer below says it, and in the end the default.</summary>
public sealed record QueueSettings
{
    /// <summary>Nothing said.</summary>
    public static QueueSettings Empty { get; } = new();

    /// <inheritdoc cref="QueuePolicy.Paused" />
    public bool? Paused { get; init; }

    /// <inheritdoc cref="QueuePolicy.MaxConcurrent" />
    public int? MaxConcurrent { get; init; }

    /// <summary>These settings on top of others: what these leave out, those say.</summary>
    public QueueSettings Over(QueueSettings below)
    {
        ArgumentNullException.ThrowIfNull(below);
        return new QueueSettings { Paused = Paused ?? below.Paused, MaxConcurrent = MaxConcurrent ?? below.MaxConcurrent };
    }

    /// <summary>These settings without those fields that others say too.</summary>
    internal QueueSettings Except(QueueSettings others) => new()
    {
        Paused = others.Paused is null ? Paused : null,
        MaxConcurrent = others.MaxConcurrent is null ? MaxConcurrent : null,
    };
}
