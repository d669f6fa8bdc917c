using System.Diagnostics.CodeAnalysis;

namespace Pudding.Instances;

/// <summary>What became of one request of a launch.</summary>
public sealed record LaunchResult
{
    private LaunchResult(LaunchStatus status, ProviderInstance? instance, ProviderError? error)
    {
        Status = status;
        Instance = instance;
        Error = error;
    }

    /// <summary>What happened.</summary>
    public LaunchStatus Status { get; }

    /// <summary>The instance, if there is one.</summary>
    public ProviderInstance? Instance { get; }

    /// <summary>Why there is none, or why it isn't known.</summary>
    public ProviderError? Error { get; }

    /// <summary>Whether there is an instance.</summary>
    [MemberNotNullWhen(true, nameof(Instance))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsLaunched => Status == LaunchStatus.Launched;

    /// <summary>There is an instance for it: a new one, or that of an earlier call with the same token.</summary>
    public static LaunchResult Launched(ProviderInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return new LaunchResult(LaunchStatus.Launched, instance, error: null);
    }

    /// <summary>There is no instance, and why.</summary>
    public static LaunchResult Rejected(ProviderError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new LaunchResult(LaunchStatus.Rejected, instance: null, error);
    }

    /// <summary>It isn't known whether there is an instance, and why.</summary>
    /// <param name="reason">For people.</param>
    public static LaunchResult Unknown(string reason) => new(LaunchStatus.Unknown, instance: null, ProviderError.UnknownOutcome(reason));
}
