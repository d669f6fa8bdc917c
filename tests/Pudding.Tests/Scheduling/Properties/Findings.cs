using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pudding.Tests.Scheduling.Properties;

/// <summary>What the harness has seen: how much it did, what broke a property, and how near to their bounds things came.</summary>
internal sealed class Findings
{
    private readonly Dictionary<string, (long Count, long FirstAt, string First)> _violations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Which scenario runs, for what is written down.</summary>
    public string Scenario { get; set; } = "";

    public long Dispatches { get; set; }

    /// <summary>The largest width of bound 2 in parts of the bound, among spells in which the one ahead was picked at least once and began no further ahead than
    /// the other's hold: those in which the scheduler had a say.</summary>
    public double WorstSpread { get; private set; }

    public string WorstSpreadIn { get; private set; } = "";

    public bool Any => _violations.Count > 0;

    /// <summary>How often a thing was done or checked.</summary>
    public void Count(string what) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, what, out _)++;

    public long CountOf(string what) => _counts.GetValueOrDefault(what);

    public void Check(bool holds, string property, [InterpolatedStringHandlerArgument(nameof(holds))] ref Complaint complaint)
    {
        if (!holds)
            Violated(property, complaint.ToString());
    }

    public void Violated(string property, string what)
    {
        var (count, firstAt, first) = _violations.GetValueOrDefault(property, (0, Dispatches, $"{what} ({Scenario})"));
        _violations[property] = (count + 1, firstAt, first);
    }

    public void Spread(Int128 width, Int128 bound)
    {
        var ratio = bound > 0 ? (double)width / (double)bound : 0;
        if (ratio > WorstSpread)
            (WorstSpread, WorstSpreadIn) = (ratio, Scenario);
    }

    public override string ToString() => string.Join('\n', (string[])
    [
        string.Create(CultureInfo.InvariantCulture, $"{Dispatches:N0} dispatches, {_violations.Values.Sum(static violation => violation.Count):N0} violations."),
        .. _violations.OrderBy(static violation => violation.Value.FirstAt).Select(static violation => string.Create(
            CultureInfo.InvariantCulture,
            $"  BROKEN {violation.Key}: {violation.Value.Count:N0} times, first after {violation.Value.FirstAt:N0} dispatches: {violation.Value.First}")),
        string.Create(CultureInfo.InvariantCulture, $"Bound 2, worst width/bound: {WorstSpread:0.0000} ({WorstSpreadIn})"),
        "Done and checked: " + string.Join(", ", _counts.OrderBy(static count => count.Key, StringComparer.Ordinal).Select(static count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value:N0}"))),
    ]);
}
