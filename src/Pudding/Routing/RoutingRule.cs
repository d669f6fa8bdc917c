using Pudding.Tenants;

namespace Pudding.Routing;

/// <summary>A rule that was checked, as it is applied. It doesn't change.</summary>
internal sealed class RoutingRule(RoutingRuleOptions options)
{
    private readonly KeyValuePair<string, string[]>[] _labels = [.. options.Labels.Select(static label => KeyValuePair.Create(label.Key, label.Value.ToArray()))];
    private readonly string[] _has = [.. options.HasLabels];
    private readonly string[] _lacks = [.. options.LacksLabels];
    private readonly TenantGlob[] _tenants = [.. options.Tenants.Select(static glob => new TenantGlob(glob))];
    private readonly double? _percentage = options.Percentage;

    public string Name { get; } = options.Name;

    public string Queue { get; } = options.Queue;

    /// <summary>Each matcher that doesn't match; the rule matches when there is none.</summary>
    /// <param name="tenant">Whose job it is.</param>
    /// <param name="labels">The job's labels; their keys ignore case.</param>
    public IEnumerable<RoutingMiss> FindMisses(TenantPath tenant, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (key, values) in _labels)
        {
            if (!labels.TryGetValue(key, out var found))
                yield return Miss(RoutingMissKind.LabelMissing) with { Label = key, Wanted = values };
            else if (!values.Contains(found, StringComparer.OrdinalIgnoreCase))
                yield return Miss(RoutingMissKind.LabelDiffers) with { Label = key, Found = found, Wanted = values };
        }

        foreach (var key in _has.Where(key => !labels.ContainsKey(key)))
            yield return Miss(RoutingMissKind.LabelMissing) with { Label = key };
        foreach (var key in _lacks)
        {
            if (labels.TryGetValue(key, out var found))
                yield return Miss(RoutingMissKind.LabelPresent) with { Label = key, Found = found };
        }

        if (_tenants.Length > 0 && !Array.Exists(_tenants, glob => glob.Fits(tenant)))
            yield return Miss(RoutingMissKind.TenantDiffers) with { Found = tenant.Value, Wanted = [.. _tenants.Select(static glob => glob.Text)] };
        if (_percentage is { } percentage && TenantScale.PositionOf(tenant, Name) is var position && position >= percentage)
            yield return Miss(RoutingMissKind.OutsidePercentage) with { Found = tenant.Value, Percentage = percentage, Position = position };
    }

    private RoutingMiss Miss(RoutingMissKind kind) => new() { Rule = Name, Kind = kind };
}
