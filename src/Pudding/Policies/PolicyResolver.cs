using System.Collections.Immutable;
using Pudding.Tenants;

namespace Pudding.Policies;

/// <summary>Puts the layers together, once. Total: where what was said can't be in force, a rule says what is instead, never more than was said.</summary>
internal sealed class PolicyResolver(PolicyLayers layers)
{
    private readonly HashSet<PolicyProblem> _problems = [];
    private readonly Dictionary<string, TenantSettings> _plans = new(StringComparer.Ordinal);
    private readonly Dictionary<TenantPath, TenantSettings> _tenants = [];
    private readonly Dictionary<string, QueueSettings> _queues = new(StringComparer.Ordinal);

    public PoliciesInForce Resolve(long version)
    {
        ReadPlans();
        ReadTenants();
        ReadQueues();
        var policies = _tenants.ToDictionary(static said => said.Key, said => Repair(PolicyTarget.Tenant(said.Key), OnPlan(said.Value)));
        new GuaranteeRepair(policies, ReportCombination).Run();
        return new PoliciesInForce
        {
            Version = version,
            Tenants = new TenantPolicies(Math.Max(0, layers.Defaults.DefaultLimit), policies),
            Queues = _queues.ToImmutableDictionary(
                static said => said.Key,
                static said => new QueuePolicy { Paused = said.Value.Paused ?? false, MaxConcurrent = said.Value.MaxConcurrent },
                StringComparer.Ordinal),
            Plans = _tenants.Where(static said => said.Value.Plan is not null).ToImmutableDictionary(static said => said.Key, static said => said.Value.Plan!),
            Problems = [.. _problems
                .OrderBy(static problem => problem.Target.Kind)
                .ThenBy(static problem => problem.Target.Name, StringComparer.Ordinal)
                .ThenBy(static problem => problem.Field, StringComparer.Ordinal)
                .ThenBy(static problem => problem.Message, StringComparer.Ordinal)],
        };
    }

    private IEnumerable<PolicyOverride> OverridesOf(PolicyTargetKind kind) => layers.Overrides.Where(one => one.Target.Kind == kind);

    private void ReadPlans()
    {
        foreach (var (name, settings) in layers.Defaults.Plans)
            _plans[name] = CleanPlan(name, settings);
        foreach (var said in OverridesOf(PolicyTargetKind.Plan))
        {
            if (_plans.TryGetValue(said.Target.Name, out var below))
                _plans[said.Target.Name] = CleanPlan(said.Target.Name, said.Tenant).Over(below);
            else
                Report(said.Target, nameof(TenantSettings.Plan), UnknownPlan(said.Target.Name));
        }
    }

    private void ReadTenants()
    {
        foreach (var (path, settings) in layers.Defaults.Tenants)
            Say(path, settings);
        foreach (var layer in layers.Defaults.Sources)
        {
            foreach (var (path, settings) in layer.Tenants ?? ImmutableDictionary<TenantPath, TenantSettings>.Empty)
                Say(path, settings);
        }

        foreach (var said in OverridesOf(PolicyTargetKind.Tenant))
        {
            if (TenantPath.TryParse(said.Target.Name, provider: null, out var path))
                Say(path, said.Tenant);
            else
                Report(said.Target, "Path", "it is no tenant path.");
        }
    }

    private void ReadQueues()
    {
        foreach (var (name, settings) in layers.Defaults.Queues)
            _queues[name] = Clean(PolicyTarget.Queue(name), settings);
        foreach (var said in OverridesOf(PolicyTargetKind.Queue))
            _queues[said.Target.Name] = Clean(said.Target, said.Queue).Over(_queues.GetValueOrDefault(said.Target.Name, QueueSettings.Empty));
    }

    /// <summary>Puts what the next layer says of a tenant on top.</summary>
    private void Say(TenantPath path, TenantSettings? settings)
    {
        var target = PolicyTarget.Tenant(path);
        if (path.IsEmpty)
        {
            Report(target, "Path", "it is empty.");
            return;
        }

        var clean = Clean(target, settings);
        if (clean.Plan is { } plan && !_plans.ContainsKey(plan))
        {
            // Not "no plan": that could mean no limit. What a layer below says holds.
            Report(target, nameof(TenantSettings.Plan), UnknownPlan(plan));
            clean = clean with { Plan = null };
        }

        _tenants[path] = clean.Over(_tenants.GetValueOrDefault(path, TenantSettings.Empty));
    }

    private TenantSettings CleanPlan(string name, TenantSettings? settings)
    {
        var clean = Clean(PolicyTarget.Plan(name), settings);
        if (clean.Plan is null)
            return clean;
        Report(PolicyTarget.Plan(name), nameof(TenantSettings.Plan), "a plan has no plan of its own.");
        return clean with { Plan = null };
    }

    /// <summary>What a layer says, less what is out of its range: that counts as not said.</summary>
    private TenantSettings Clean(PolicyTarget target, TenantSettings? settings)
    {
        var clean = settings ?? TenantSettings.Empty;
        foreach (var (field, message) in clean.ToPolicy().CheckRanges())
        {
            Report(target, field, message);
            clean = clean.Without(field);
        }

        return clean;
    }

    private QueueSettings Clean(PolicyTarget target, QueueSettings? settings)
    {
        if (!(settings?.MaxConcurrent < 0))
            return settings ?? QueueSettings.Empty;
        Report(target, nameof(QueueSettings.MaxConcurrent), $"{settings.MaxConcurrent} is below zero; zero stops a queue, leave it out for no limit.");
        return settings with { MaxConcurrent = null };
    }

    private TenantSettings OnPlan(TenantSettings said) => said.Plan is { } plan ? said.Over(_plans[plan]) : said;

    private TenantPolicy Repair(PolicyTarget target, TenantSettings settings)
    {
        var policy = settings.ToPolicy();
        foreach (var (field, message) in policy.CheckTogether())
        {
            // Who switches borrowing off switches off, too, what a layer below says of it.
            if (field != nameof(TenantPolicy.BorrowCeiling) || settings.BorrowIdle is not false)
                ReportCombination(target, field, message);
        }

        if (!policy.BorrowIdle)
            policy = policy with { BorrowCeiling = null };
        if (policy.BorrowCeiling < policy.MaxConcurrent)
            policy = policy with { MaxConcurrent = policy.BorrowCeiling };
        return policy.Guarantee > policy.MaxConcurrent ? policy with { Guarantee = policy.MaxConcurrent.Value } : policy;
    }

    private string UnknownPlan(string name) => _plans.Count == 0
        ? $"there is no plan '{name}', nor any other: call AddPlan."
        : $"there is no plan '{name}'; known are {string.Join(", ", _plans.Keys.Order(StringComparer.Ordinal))}.";

    private void Report(PolicyTarget target, string field, string message) => _problems.Add(new PolicyProblem(target, field, message));

    private void ReportCombination(PolicyTarget target, string field, string message) =>
        _problems.Add(new PolicyProblem(target, field, message) { IsOfCombination = true });
}
