using Pudding.Tenants;

namespace Pudding.Scheduling.Explanations;

/// <summary>One thing that keeps a job from starting, however many slots are free.</summary>
public sealed record Obstacle
{
    /// <summary>What it is.</summary>
    public required ObstacleKind Kind { get; init; }

    /// <summary>The job's tenant or the one above that it is about; <c>null</c> for <see cref="ObstacleKind.NoWorker"/>.</summary>
    public TenantPath? Tenant { get; init; }

    /// <summary>For <see cref="ObstacleKind.LimitReached"/>: how many may run.</summary>
    public int? Limit { get; init; }

    /// <summary>For <see cref="ObstacleKind.LimitReached"/>: whose jobs run, most first.</summary>
    public IReadOnlyList<SlotUse> UsedBy { get; init; } = [];

    /// <summary>For <see cref="ObstacleKind.StartRate"/>: when it is over.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>The obstacle in words.</summary>
    public override string ToString() => Kind switch
    {
        ObstacleKind.NoWorker => "no worker serves its queue",
        ObstacleKind.Paused => $"{Tenant} is paused",
        ObstacleKind.StartRate => $"{Tenant} has used up its start rate",
        _ => $"{Tenant} is at its limit of {Limit}: {string.Join(", ", UsedBy)}",
    };
}
