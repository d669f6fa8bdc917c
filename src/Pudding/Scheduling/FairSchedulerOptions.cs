using Pudding.Tenants;

namespace Pudding.Scheduling;

/// <summary>The settings of a <see cref="FairScheduler"/>.</summary>
public sealed record FairSchedulerOptions
{
    private const double MaxCredit = 1000;

    private static readonly TimeSpan MaxInitialRuntime = TimeSpan.FromDays(30);

    /// <summary>The order in which tenants get free slots: one of <see cref="SchedulingOrders"/>.</summary>
    /// <value><c>fair-share</c> by default.</value>
    public string Order { get; init; } = SchedulingOrders.FairShare;

    /// <summary>The policies of tenants.</summary>
    /// <value>None of their own by default; projects are limited to 5.</value>
    public TenantPolicies Policies { get; init; } = TenantPolicies.Default;

    /// <summary>The runtime that is expected of a queue's jobs until the first has finished.</summary>
    /// <value>10 minutes by default.</value>
    public TimeSpan InitialRuntime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How far ahead of its siblings a tenant that comes back may start, in mean runtimes of the queue: what idle time earns at most.</summary>
    /// <value>2 by default.</value>
    public double Credit { get; init; } = 2;

    /// <summary>What is wrong with these settings, each error beginning with the field that it is about; empty when nothing is.</summary>
    public IEnumerable<string> Validate()
    {
        if (!SchedulingOrders.All.Contains(Order))
            yield return $"{nameof(Order)}: '{Order}' is unknown; known are {string.Join(", ", SchedulingOrders.All)}.";
        if (InitialRuntime <= TimeSpan.Zero || InitialRuntime > MaxInitialRuntime)
            yield return $"{nameof(InitialRuntime)}: {InitialRuntime} is not above zero and at most {MaxInitialRuntime.TotalDays} days.";
        if (!double.IsFinite(Credit) || Credit < 0 || Credit > MaxCredit)
            yield return $"{nameof(Credit)}: {Credit} is not a number from zero to {MaxCredit}.";
    }
}
