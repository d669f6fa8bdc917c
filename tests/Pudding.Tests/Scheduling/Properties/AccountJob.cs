using Pudding.Jobs;
using Pudding.Scheduling;

namespace Pudding.Tests.Scheduling.Properties;

internal sealed class AccountJob(JobId id, AccountNode leaf, int priority, long sequence)
{
    public JobId Id { get; } = id;

    public AccountNode Leaf { get; } = leaf;

    public JobTicket Ticket { get; set; }

    public int Priority { get; set; } = priority;

    public long Sequence { get; } = sequence;

    public bool IsRunning { get; set; }

    /// <summary>At which depths it was picked in tier 0, as bits.</summary>
    public int OutOfTurn { get; set; }

    public bool IsGone { get; set; }

    public long Estimate { get; set; }

    public long StartedAt { get; set; }

    public long ChargedUntil { get; set; }

    /// <summary>Counts its starts, so that what was planned for one of them can tell.</summary>
    public int Start { get; set; }

    /// <summary>How long it will take, in ticks, which the scheduler does not know.</summary>
    public long Runtime { get; set; }

    public FarmWorker? Worker { get; set; }
}
