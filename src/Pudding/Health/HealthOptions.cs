namespace Pudding.Health;

/// <summary>When a worker is taken for sick: it is cordoned, kept, and reported. A worker that belongs to an instance is judged together with the others of that instance: they share a machine.</summary>
public sealed class HealthOptions
{
    /// <summary>Who cordons sick workers: the actor of the <see cref="Events.CellChanged"/>.</summary>
    public const string Actor = "pudding/health";

    /// <summary>Whether sick workers are looked for.</summary>
    /// <value><c>true</c> by default.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>How many different jobs in a row must fail because of the machine, with no success in between. Jobs that are lost when the worker vanishes count as one, and only if it comes back.</summary>
    /// <value>3 by default.</value>
    public int InfrastructureFailures { get; set; } = 3;

    /// <summary>How many jobs a worker must have finished before its failures of any kind are compared with its peers', and how many more each time before they are again.</summary>
    /// <value>10 by default.</value>
    public int MinJobs { get; set; } = 10;

    /// <summary>How many times as many jobs must have failed as its peers' rates make likely; at least 1.</summary>
    /// <value>3 by default.</value>
    public double MinRatio { get; set; } = 3;

    /// <summary>How likely it may be, at most, that a worker as good as its peers is taken for sick by that comparison within a <see cref="Window"/>; above 0, at most 0.5.</summary>
    /// <value>0.001 by default.</value>
    public double Significance { get; set; } = 0.001;

    /// <summary>How far back jobs count.</summary>
    /// <value>1 hour by default.</value>
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The largest share of the workers of a queue that is cordoned in this way at one time, rounded down, but one at least; an instance counts as one. The last ready one of a queue never is.
    /// Above 0, at most 1.</summary>
    /// <value>0.25 by default.</value>
    public double MaxShare { get; set; } = 0.25;

    internal IEnumerable<string> FindErrors()
    {
        if (InfrastructureFailures < 1)
            yield return $"PuddingOptions.Health.InfrastructureFailures: {InfrastructureFailures} is less than 1.";
        if (MinJobs < 1)
            yield return $"PuddingOptions.Health.MinJobs: {MinJobs} is less than 1.";
        if (!(MinRatio >= 1 && double.IsFinite(MinRatio)))
            yield return $"PuddingOptions.Health.MinRatio: {MinRatio} is less than 1, or no number.";
        if (!(Significance is > 0 and <= 0.5))
            yield return $"PuddingOptions.Health.Significance: {Significance} is not above 0 and at most 0.5.";
        if (Window <= TimeSpan.Zero || Window > TimeSpan.FromDays(7))
            yield return $"PuddingOptions.Health.Window: {Window} is not above zero and at most 7 days.";
        if (!(MaxShare is > 0 and <= 1))
            yield return $"PuddingOptions.Health.MaxShare: {MaxShare} is not above 0 and at most 1.";
    }
}
