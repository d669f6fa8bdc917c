namespace Pudding.Routing;

/// <summary>One matcher of a routing rule that doesn't match a job.</summary>
public sealed record RoutingMiss
{
    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>What it is.</summary>
    public required RoutingMissKind Kind { get; init; }

    /// <summary>The key of the label that it is about; <c>null</c> for the kinds about the tenant.</summary>
    public string? Label { get; init; }

    /// <summary>What the job has: the label's value, or its tenant; <c>null</c> for <see cref="RoutingMissKind.LabelMissing"/>.</summary>
    public string? Found { get; init; }

    /// <summary>What would have matched: values of the label, or globs for the tenant; empty where any value would, and for the other kinds.</summary>
    public IReadOnlyList<string> Wanted { get; init; } = [];

    /// <summary>For <see cref="RoutingMissKind.OutsidePercentage"/>: the rule's percentage.</summary>
    public double? Percentage { get; init; }

    /// <summary>For <see cref="RoutingMissKind.OutsidePercentage"/>: where the tenant stands on the rule's scale, from 0 to below 100. It is in as soon as the
    /// percentage is above.</summary>
    public double? Position { get; init; }

    /// <summary>The miss in words.</summary>
    public override string ToString() => $"Rule '{Rule}': " + Kind switch
    {
        RoutingMissKind.LabelMissing when Wanted.Count == 0 => $"there is no label {Label}.",
        RoutingMissKind.LabelMissing => $"there is no label {Label}; it wants {WantedInWords()}.",
        RoutingMissKind.LabelDiffers => $"label {Label} is '{Found}'; it wants {WantedInWords()}.",
        RoutingMissKind.LabelPresent => $"there is a label {Label}, '{Found}'; it wants none.",
        RoutingMissKind.TenantDiffers => $"the tenant is {Found}; it wants {WantedInWords()}.",
        _ => FormattableString.Invariant($"tenant {Found} stands at {Position:0.##} % of the scale; it takes those below {Percentage} %."),
    };

    private string WantedInWords() => string.Join(" or ", Wanted.Select(static wanted => $"'{wanted}'"));
}
