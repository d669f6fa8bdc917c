namespace Pudding.Scheduling.Snapshots;

/// <summary>What a <see cref="FairScheduler"/> remembers of who has used how much: for whoever takes over from it. Jobs are not part of it: they are read from
/// where they are kept. A value to be stored as it is (as JSON, for example); the numbers in it mean something to a scheduler only.</summary>
public sealed record SchedulerSnapshot
{
    /// <summary>Number of the newest decision.</summary>
    public required long Serial { get; init; }

    /// <summary>How many places for tenants in queues were ever made.</summary>
    public required long Created { get; init; }

    /// <summary>The queues.</summary>
    public required IReadOnlyList<QueueUsage> Queues { get; init; }

    /// <summary>The tenants in the queues, those above before those below.</summary>
    public required IReadOnlyList<TenantUsage> Tenants { get; init; }

    /// <summary>The tenants whose start rate is not quite unused.</summary>
    public required IReadOnlyList<RateUsage> Rates { get; init; }

    /// <summary>What is wrong with this snapshot, each error beginning with the field that it is about; empty when nothing is.</summary>
    public IEnumerable<string> Validate()
    {
        if (Serial < 0 || Created < 0)
            yield return $"{nameof(Serial)}: {Serial} and {nameof(Created)}: {Created} are not both zero or more.";
        foreach (var queue in Queues)
        {
            if (string.IsNullOrEmpty(queue.Name))
                yield return $"{nameof(Queues)}: a {nameof(QueueUsage.Name)} is empty.";
            if (queue.Runtime < TimeSpan.Zero)
                yield return $"{nameof(Queues)}: {nameof(QueueUsage.Runtime)}: {queue.Runtime} of '{queue.Name}' is below zero.";
            if (!IsFraction(queue.FloorFraction))
                yield return $"{nameof(Queues)}: {nameof(QueueUsage.FloorFraction)}: {queue.FloorFraction} of '{queue.Name}' is not from zero to below one.";
        }

        foreach (var usage in Tenants)
        {
            if (usage.Tenant.IsEmpty || string.IsNullOrEmpty(usage.Queue))
                yield return $"{nameof(Tenants)}: a {nameof(TenantUsage.Tenant)} or its {nameof(TenantUsage.Queue)} is empty.";
            if (usage.Runtime < TimeSpan.Zero)
                yield return $"{nameof(Tenants)}: {nameof(TenantUsage.Runtime)}: {usage.Runtime} of '{usage.Tenant}' is below zero.";
            if (!IsFraction(usage.FloorFraction))
                yield return $"{nameof(Tenants)}: {nameof(TenantUsage.FloorFraction)}: {usage.FloorFraction} of '{usage.Tenant}' is not from zero to below one.";
        }

        foreach (var rate in Rates)
        {
            if (rate.Tenant.IsEmpty)
                yield return $"{nameof(Rates)}: a {nameof(RateUsage.Tenant)} is empty.";
        }
    }

    private static bool IsFraction(double value) => value is >= 0 and < 1;
}
