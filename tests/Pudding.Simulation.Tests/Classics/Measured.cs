namespace Pudding.Simulation.Tests.Classics;

/// <summary>What a measure came to.</summary>
/// <param name="Value">What is compared with the bar.</param>
/// <param name="Text">The same, or more, for people.</param>
internal readonly record struct Measured(double Value, string Text)
{
    public static Measured Of(double value, string format) => new(value, value.ToString(format));

    /// <summary>A part of a whole, in percent.</summary>
    public static Measured Share(TimeSpan part, TimeSpan whole) => new(100 * (part / whole), $"{100 * (part / whole):0.0} %");

    /// <summary>How far shares are from those that are fair, in points of percent at most.</summary>
    public static Measured Shares(IReadOnlyList<TimeSpan> parts, IReadOnlyList<double> weights)
    {
        var shares = parts.Select(part => 100 * (part / parts.Aggregate(static (a, b) => a + b))).ToArray();
        return new(
            shares.Zip(weights, (share, weight) => Math.Abs(share - (100 * weight / weights.Sum()))).Max(),
            $"{string.Join(" : ", shares.Select(static share => share.ToString("0.0")))} %");
    }
}
