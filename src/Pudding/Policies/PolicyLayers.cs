namespace Pudding.Policies;

/// <summary>Everything that was said, by layer, and the rules by which it changes: for the authors of stores, who keep it. A value: it doesn't change.</summary>
/// <remarks>All times are of the store's clock.</remarks>
public sealed record PolicyLayers
{
    /// <summary>Nothing said.</summary>
    public static PolicyLayers Empty { get; } = new();

    /// <summary>What lies under the overrides.</summary>
    public PolicyDefaults Defaults { get; init; } = new();

    /// <summary>The overrides, in the order in which they were set.</summary>
    public IReadOnlyList<PolicyOverride> Overrides { get; init; } = [];

    /// <summary>When the next override is over; <c>null</c> when none ever is.</summary>
    public DateTimeOffset? NextExpiry => Overrides.Min(static one => one.ExpiresAt);

    /// <summary>With other defaults. Where a source has not answered their publisher yet, what it said before is kept.</summary>
    public PolicyLayers Publish(PolicyDefaults defaults)
    {
        ArgumentNullException.ThrowIfNull(defaults);
        return this with { Defaults = defaults.After(Defaults) };
    }

    /// <summary>With one more override. What it hides for good is dropped; what lasts longer than it does shows again when it is over.</summary>
    public PolicyLayers Set(NewPolicyOverride setting, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var added = new PolicyOverride
        {
            Target = setting.Target,
            Tenant = setting.Tenant,
            Queue = setting.Queue,
            Actor = setting.Actor,
            Reason = setting.Reason,
            SetAt = now,
            ExpiresAt = now + setting.ExpiresAfter,
        };
        return this with { Overrides = [.. Overrides.Select(one => one.Under(added)).Where(static one => !one.IsEmpty), added] };
    }

    /// <summary>Without the overrides of a target.</summary>
    public PolicyLayers Clear(PolicyTarget target) => this with { Overrides = [.. Overrides.Where(one => one.Target != target)] };

    /// <summary>Without the overrides that are over.</summary>
    public PolicyLayers At(DateTimeOffset now) => this with { Overrides = [.. Overrides.Where(one => !one.IsOver(now))] };

    /// <summary>What all layers come to. Never fails: where what was said can't be, docs/policies.md tells what is in force instead, and
    /// <see cref="PoliciesInForce.Problems"/> lists it.</summary>
    /// <param name="version">See <see cref="PoliciesInForce.Version"/>.</param>
    public PoliciesInForce Resolve(long version) => new PolicyResolver(this).Resolve(version);

    /// <summary>What a change would break that is not broken now: why it is refused. What is broken already may be put right step by step.</summary>
    /// <param name="changed">These layers after the change.</param>
    public IReadOnlyList<PolicyProblem> FindErrors(PolicyLayers changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        var known = Resolve(version: 0).Problems;
        var broken = known.Where(static problem => problem.IsOfCombination).Select(static problem => (problem.Target, problem.Field)).ToHashSet();
        return [.. changed.Resolve(version: 0).Problems
            .Except(known)
            .Where(problem => !problem.IsOfCombination || !broken.Contains((problem.Target, problem.Field)))];
    }
}
