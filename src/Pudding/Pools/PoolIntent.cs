using System.Globalization;

namespace Pudding.Pools;

/// <summary>The persisted wish for one instance. Written down before the provider is asked, and kept until the instance is gone.</summary>
internal sealed record PoolIntent
{
    public required Guid Id { get; init; }

    /// <summary>When it was decided, in whole seconds: part of what the instance is launched with, which is the same whenever the launch is repeated.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>The image, pinned.</summary>
    public required string Image { get; init; }

    /// <summary>What the instance's cell and worker are called: the pool and the random digits of the id.</summary>
    public string InstanceIdIn(string pool) => string.Create(CultureInfo.InvariantCulture, $"{pool}-{Id.ToString("N")[^12..]}");
}
