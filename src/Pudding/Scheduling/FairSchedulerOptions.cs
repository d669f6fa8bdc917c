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

    /// <summary>Whose jobs say how long the next one is expected to run: what it holds until it ends.</summary>
    /// <value><see cref="RuntimeEstimate.Queue"/> by default.</value>
    public RuntimeEstimate EstimateBy { get; init; }

    /// <summary>How far ahead of its siblings a tenant that comes back may start, in mean runtimes of the queue: what idle time earns at most.</summary>
    /// <value>2 by default.</value>
    public double Credit { get; init; } = 2;

    /// <summary>After a restore: for how long before it a running job is charged at most. What ran unseen for longer is not held against its tenant.</summary>
    /// <value>10 minutes by default.</value>
    public TimeSpan MaxGap { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many waiting jobs of each tenant and queue are kept in memory; at least 2 when limited. Others stay with <see cref="Backlog"/>.</summary>
    /// <value>Not limited by default.</value>
    public int WindowSize { get; init; } = int.MaxValue;

    /// <summary>Who keeps the jobs that don't fit into the window.</summary>
    /// <value>None by default; needed when <see cref="WindowSize"/> is limited.</value>
    public IBacklogOwner? Backlog { get; init; }

    /// <summary>What is wrong with these settings, each error beginning with the field that it is about; empty when nothing is.</summary>
    public IEnumerable<string> Validate()
    {
        if (!SchedulingOrders.All.Contains(Order))
            yield return $"{nameof(Order)}: '{Order}' is unknown; known are {string.Join(", ", SchedulingOrders.All)}.";
        if (Policies is null)
            yield return $"{nameof(Policies)}: none are given; leave them out for the defaults.";
        if (InitialRuntime <= TimeSpan.Zero || InitialRuntime > MaxInitialRuntime)
            yield return $"{nameof(InitialRuntime)}: {InitialRuntime} is not above zero and at most {MaxInitialRuntime.TotalDays} days.";
        if (!Enum.IsDefined(EstimateBy))
            yield return $"{nameof(EstimateBy)}: {EstimateBy} is unknown; known are {string.Join(", ", Enum.GetNames<RuntimeEstimate>())}.";
        if (!double.IsFinite(Credit) || Credit < 0 || Credit > MaxCredit)
            yield return $"{nameof(Credit)}: {Credit} is not a number from zero to {MaxCredit}.";
        if (MaxGap < TimeSpan.Zero)
            yield return $"{nameof(MaxGap)}: {MaxGap} is below zero.";
        if (WindowSize < 2)
            yield return $"{nameof(WindowSize)}: {WindowSize} is less than 2.";
        if (WindowSize < int.MaxValue && Backlog is null)
            yield return $"{nameof(Backlog)}: nobody keeps the jobs that don't fit into a {nameof(WindowSize)} of {WindowSize}.";
    }
}
