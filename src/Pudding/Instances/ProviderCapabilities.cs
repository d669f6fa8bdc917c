namespace Pudding.Instances;

/// <summary>What a provider can do, and within which bounds.</summary>
public sealed record ProviderCapabilities
{
    /// <summary>Whether tags are set by the call that launches. A provider without can't keep its instances apart from others', and is refused.</summary>
    /// <value><c>true</c> by default.</value>
    public bool TagsAtLaunch { get; init; } = true;

    /// <summary>Whether a launch is idempotent by its token. Without, a launch whose outcome is unknown can't be repeated, only looked for.</summary>
    /// <value><c>true</c> by default.</value>
    public bool IdempotentLaunch { get; init; } = true;

    /// <summary>Whether it tells of changes by itself, so that a listing can be rare.</summary>
    /// <value><c>false</c> by default.</value>
    public bool Events { get; init; }

    /// <summary>Whether <see cref="IInstanceProvider.ValidateAsync"/> asks the cloud, rights included, not only what is known here.</summary>
    /// <value><c>false</c> by default.</value>
    public bool DryRun { get; init; }

    /// <summary>The most requests of one <see cref="IInstanceProvider.LaunchAsync"/>.</summary>
    /// <value>100 by default.</value>
    public int MaxLaunchBatch { get; init; } = 100;

    /// <summary>The most ids of one <see cref="IInstanceProvider.TerminateAsync"/>.</summary>
    /// <value>500 by default.</value>
    public int MaxTerminateBatch { get; init; } = 500;

    /// <summary>The most bytes of <see cref="LaunchRequest.Bootstrap"/>.</summary>
    /// <value>16 KiB by default.</value>
    public int MaxBootstrapBytes { get; init; } = 16 * 1024;

    /// <summary>How long it may take until what was done is seen by listing and looking.</summary>
    /// <value>Zero by default: at once.</value>
    public TimeSpan ConsistencyGrace { get; init; }

    /// <summary>How long, at least, a token is remembered after its launch. A launch is not repeated later than this.</summary>
    /// <value>1 hour by default.</value>
    public TimeSpan TokenMemory { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The shortest time that an instance is paid for: what ends earlier costs as much.</summary>
    /// <value>Zero by default.</value>
    public TimeSpan MinimumBilling { get; init; }
}
