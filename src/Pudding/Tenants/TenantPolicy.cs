namespace Pudding.Tenants;

/// <summary>What an operator says of one node of the tenant tree. What is not said has its default.</summary>
public sealed record TenantPolicy
{
    /// <summary>The smallest weight that is allowed.</summary>
    public const double MinWeight = 0.01;

    /// <summary>The largest weight that is allowed.</summary>
    public const double MaxWeight = 100;

    /// <summary>Nothing said.</summary>
    public static TenantPolicy Default { get; } = new();

    /// <summary>The share beside its siblings: 2 gets twice the slot time of 1. From 0.01 to 100. The weight of a project counts among the projects of
    /// its organisation; against other organisations, the organisation's does.</summary>
    /// <value>1 by default.</value>
    public double Weight { get; init; } = 1;

    /// <summary>The most jobs at and below this node that may be active at once, over all queues. Zero stops it.</summary>
    /// <value>None by default: <see cref="TenantPolicies.DefaultLimit"/> applies where jobs are held (a project), and no limit above.</value>
    public int? MaxConcurrent { get; init; }

    /// <summary>Whether nothing at or below this node starts. What runs goes on.</summary>
    /// <value><c>false</c> by default.</value>
    public bool Paused { get; init; }

    /// <summary>What is wrong with this policy, each error beginning with the field that it is about; empty when nothing is.</summary>
    public IEnumerable<string> Validate()
    {
        if (!double.IsFinite(Weight) || Weight < MinWeight || Weight > MaxWeight)
            yield return $"{nameof(Weight)}: {Weight} is not a number from {MinWeight} to {MaxWeight}.";
        if (MaxConcurrent < 0)
            yield return $"{nameof(MaxConcurrent)}: {MaxConcurrent} is below zero; zero stops a tenant, leave it out for the default.";
    }
}
