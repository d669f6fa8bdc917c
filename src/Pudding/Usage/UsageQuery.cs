using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Usage;

/// <summary>Which usage to read. Left as it is: every organisation, all queues together, day by day.</summary>
public sealed record UsageQuery
{
    /// <summary>Of this tenant or of those below it; none for all.</summary>
    public TenantPath? Tenant { get; init; }

    /// <summary>How many names the tenants have that records are given for: 1 for organisations, 2 for their projects. One level at a time, so that nothing is summed
    /// twice.</summary>
    /// <value>That of <see cref="Tenant"/>, or 1 without one.</value>
    public int? Depth { get; init; }

    /// <summary>In this queue only; none for all.</summary>
    public string? Queue { get; init; }

    /// <summary>Whether each queue gets a record of its own, rather than all queues together.</summary>
    public bool ByQueue { get; init; }

    /// <summary>From the period on that has this moment in it; none for the oldest that is kept.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Up to the period that has the last moment before this one in it; none for the newest.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>How much time each record is about. What was kept by the day is not divided into hours: it is given by the day.</summary>
    /// <value><see cref="UsagePeriod.Day"/> by default.</value>
    public UsagePeriod Period { get; init; } = UsagePeriod.Day;

    private int Level => Depth ?? Tenant?.Depth ?? 1;

    /// <summary>Whether a record fits. The meaning of each field, for stores that do not ask a database; <see cref="Period"/> is not a store's concern.</summary>
    public bool Matches(UsageKey key) =>
        key.Tenant.Depth == Level
        && (Tenant is not { } tenant || key.Tenant.IsWithin(tenant))
        && (Queue is null ? ByQueue == key.Queue is not null : key.Queue == Queue)
        && (From is null || key.Start >= From)
        && (Before is null || key.Start < Before);

    /// <summary>The same, from the start of a period to the end of one.</summary>
    internal UsageQuery InWholePeriods() => this with
    {
        From = From is { } from ? Period.StartOf(from) : null,
        Before = Before is { } before ? WholeEnd(before) : null,
    };

    private DateTimeOffset? WholeEnd(DateTimeOffset before)
    {
        var start = Period.StartOf(before);
        if (start == before)
            return start;
        return start.Year < DateTimeOffset.MaxValue.Year ? Period.EndOf(start) : null;
    }

    /// <summary>What is wrong, with the field that it is about; <c>null</c> when nothing is.</summary>
    internal string? FindError()
    {
        if (Tenant is { IsEmpty: true })
            return $"{nameof(Tenant)}: the tenant path is empty; leave it out for all tenants.";
        if (Level is < 1 or > TenantPath.MaxDepth)
            return $"{nameof(Depth)}: {Level} is not from 1 to {TenantPath.MaxDepth}.";
        if (Tenant is { } tenant && Level < tenant.Depth)
            return $"{nameof(Depth)}: {Level} is above '{tenant}', which has {tenant.Depth} names.";
        if (Queue is not null && QueueName.Check(Queue) is { } wrong)
            return $"{nameof(Queue)}: {wrong}";
        if (From >= Before)
            return $"{nameof(Before)}: {Before:u} is not after {nameof(From)}, {From:u}.";
        return Enum.IsDefined(Period) ? null : $"{nameof(Period)}: {Period} is unknown; known are {string.Join(", ", Enum.GetNames<UsagePeriod>())}.";
    }
}
