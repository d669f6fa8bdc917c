using Pudding.Tenants;

namespace Pudding.Scheduling.Explanations;

/// <summary>One thing that keeps a job from starting, however many slots are free.</summary>
public sealed record Obstacle
{
    private const int MaxUsersInWords = 5;

    /// <summary>What it is.</summary>
    public required ObstacleKind Kind { get; init; }

    /// <summary>The job's tenant or the one above that it is about; <c>null</c> for <see cref="ObstacleKind.NoWorker"/>.</summary>
    public TenantPath? Tenant { get; init; }

    /// <summary>The name of the setting that is the reason, of <see cref="TenantPolicy"/> or <see cref="TenantPolicies"/>; <c>null</c> for <see cref="ObstacleKind.NoWorker"/>.</summary>
    public string? Setting { get; init; }

    /// <summary>For <see cref="ObstacleKind.LimitReached"/>: how many may run.</summary>
    public int? Limit { get; init; }

    /// <summary>For <see cref="ObstacleKind.LimitReached"/>: how many run; more than <see cref="Limit"/> if that was lowered.</summary>
    public int? Running { get; init; }

    /// <summary>For <see cref="ObstacleKind.LimitReached"/>: whose jobs run, most first.</summary>
    public IReadOnlyList<SlotUse> UsedBy { get; init; } = [];

    /// <summary>For <see cref="ObstacleKind.StartRate"/>: the rate.</summary>
    public double? StartsPerMinute { get; init; }

    /// <summary>For <see cref="ObstacleKind.StartRate"/>: when it is over, by the caller's clock.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>For <see cref="ObstacleKind.StartRate"/>: in how long it is over.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Whether it stays until somebody changes something.</summary>
    internal bool IsForGood => Kind is ObstacleKind.NoWorker or ObstacleKind.Paused || Limit == 0;

    /// <summary>The obstacle in words.</summary>
    public override string ToString() => Kind switch
    {
        ObstacleKind.NoWorker => "No worker serves its queue.",
        ObstacleKind.Paused => $"{Tenant} is paused.",
        ObstacleKind.StartRate => $"{Tenant} has used up its start rate of {StartsPerMinute} a minute ({Setting}); its next start may be in {Duration.InWords(Wait ?? default)}.",
        _ when Limit == 0 => $"{Tenant} may run nothing ({Setting} is 0).",
        _ => $"{Tenant} runs {Running} of at most {Limit} ({Setting}): {UsersInWords()}.",
    };

    private string UsersInWords()
    {
        var named = string.Join(", ", UsedBy.Take(MaxUsersInWords));
        return UsedBy.Count <= MaxUsersInWords ? named : $"{named}, {UsedBy.Skip(MaxUsersInWords).Sum(static use => use.Running)} of others";
    }
}
