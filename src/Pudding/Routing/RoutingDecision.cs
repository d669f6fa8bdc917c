using System.Globalization;
using System.Text;
using Pudding.Tenants;

namespace Pudding.Routing;

/// <summary>Where a job goes, and why: see <see cref="IJobRouter.Route"/>.</summary>
public sealed record RoutingDecision
{
    private const int MaxLabelsInWords = 10;
    private const int MaxMissesInWords = 5;

    /// <summary>Whose job it is.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>The labels that were looked at.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>The queue; <c>null</c> when no rule matches and there is no default queue. Such a job is refused.</summary>
    public string? Queue { get; init; }

    /// <summary>The name of the rule that decided; <c>null</c> when none matches. Then the default queue decided, if there is one.</summary>
    public string? Rule { get; init; }

    /// <summary>Why the rules before that one don't match (all rules, when none does), in their order: each of their matchers that doesn't.</summary>
    public IReadOnlyList<RoutingMiss> Misses { get; init; } = [];

    /// <summary>The decision in words, over several lines.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Tenant} with {LabelsInWords()} {Verdict()}");
        foreach (var miss in Misses)
            text.Append(CultureInfo.InvariantCulture, $"\n- {miss}");
        return text.ToString();
    }

    /// <summary>On one line, why a job that leaves its queue out is refused.</summary>
    internal string ToRefusal()
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"it is left out, no routing rule matches {Tenant} with {LabelsInWords()}, and there is no PuddingOptions.DefaultQueue.");
        foreach (var miss in Misses.Take(MaxMissesInWords))
            text.Append(CultureInfo.InvariantCulture, $" {miss}");
        if (Misses.Count > MaxMissesInWords)
            text.Append(CultureInfo.InvariantCulture, $" And {Misses.Count - MaxMissesInWords} more (IJobRouter.Route tells all).");
        return text.ToString();
    }

    private string Verdict() => (Rule, Queue) switch
    {
        (not null, _) => $"goes to {Queue}: rule '{Rule}' matches.",
        (null, not null) => $"goes to {Queue}, the default queue: no rule matches.",
        _ => "goes nowhere: no rule matches, and there is no default queue.",
    };

    private string LabelsInWords()
    {
        if (Labels.Count == 0)
            return "no labels";
        var named = string.Join(", ", Labels.OrderBy(static label => label.Key, StringComparer.Ordinal).Take(MaxLabelsInWords).Select(static label => $"{label.Key}={label.Value}"));
        return Labels.Count <= MaxLabelsInWords ? named : $"{named} and {Labels.Count - MaxLabelsInWords} more labels";
    }
}
