using System.Text.Json.Serialization;
using Pudding.Tenants;

namespace Pudding.Usage;

/// <summary>What a tenant, with all below it, has used in one period. Everything but <see cref="PeakConcurrency"/> may be summed, over periods, queues and tenants that
/// do not lie within each other; the peak of several periods is the highest of theirs.</summary>
public sealed record UsageRecord
{
    /// <summary>The tenant.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>The queue; none for all queues together.</summary>
    public string? Queue { get; init; }

    /// <summary>How much time the record is about.</summary>
    public required UsagePeriod Period { get; init; }

    /// <summary>When the period begins, in UTC.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When the period ends; this moment belongs to the next one.</summary>
    public DateTimeOffset End => Period.EndOf(Start);

    /// <summary>For how long slots were occupied within the period, all slots added up: from each claim until the job has left its slot.</summary>
    [JsonIgnore]
    public TimeSpan SlotTime { get; init; }

    /// <summary><see cref="SlotTime"/> in seconds, exact.</summary>
    public decimal SlotSeconds
    {
        get => SlotTime.Ticks / (decimal)TimeSpan.TicksPerSecond;
        init => SlotTime = TimeSpan.FromTicks((long)(value * TimeSpan.TicksPerSecond));
    }

    /// <summary>The most slots that were occupied at any one moment of the period, also by jobs that began before it.</summary>
    public int PeakConcurrency { get; init; }

    /// <summary>Jobs that were enqueued.</summary>
    public long Enqueued { get; init; }

    /// <summary>Attempts that began: a job that is tried again counts again.</summary>
    public long Started { get; init; }

    /// <summary>Jobs that succeeded.</summary>
    public long Succeeded { get; init; }

    /// <summary>Jobs that failed for good.</summary>
    public long Failed { get; init; }

    /// <summary>Jobs that were cancelled.</summary>
    public long Cancelled { get; init; }

    /// <summary>Attempts that were lost with their worker or its machine.</summary>
    public long Lost { get; init; }

    /// <summary>Whether the record will not change any more: its period is over, everything that happened in it is counted, and every job that ran in it has left its slot.
    /// Worked out when read, never stored.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Whether events of this time were gone before they were counted, so that there may have been more than the record says. Worked out when read, never
    /// stored.</summary>
    public bool IsIncomplete { get; init; }

    /// <summary>What the record is about.</summary>
    [JsonIgnore]
    public UsageKey Key => new(Tenant, Queue, Period, Start);

    /// <summary>This record with what another one has on top: sums, and the higher peak. It is final if both are, incomplete if one is.</summary>
    public UsageRecord Plus(UsageRecord other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with
        {
            SlotTime = SlotTime + other.SlotTime,
            PeakConcurrency = Math.Max(PeakConcurrency, other.PeakConcurrency),
            Enqueued = Enqueued + other.Enqueued,
            Started = Started + other.Started,
            Succeeded = Succeeded + other.Succeeded,
            Failed = Failed + other.Failed,
            Cancelled = Cancelled + other.Cancelled,
            Lost = Lost + other.Lost,
            IsFinal = IsFinal && other.IsFinal,
            IsIncomplete = IsIncomplete || other.IsIncomplete,
        };
    }
}
