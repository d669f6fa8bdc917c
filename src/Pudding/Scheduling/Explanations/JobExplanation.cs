using System.Globalization;
using System.Text;
using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Scheduling.Explanations;

/// <summary>Why a job waits, and for how long it is likely to: see <see cref="FairScheduler.Explain"/>.</summary>
public sealed record JobExplanation
{
    /// <summary>The job.</summary>
    public required JobId Job { get; init; }

    /// <summary>Whose it is.</summary>
    public required TenantPath Tenant { get; init; }

    /// <summary>Its queue.</summary>
    public required string Queue { get; init; }

    /// <summary>The time for which this holds, by the caller's clock.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>Whether the job runs; then nothing else is said.</summary>
    public bool IsRunning { get; init; }

    /// <summary>What keeps it from starting, however many slots are free: of its own tenant first, then of those above. Empty when it only waits for its turn.</summary>
    public IReadOnlyList<Obstacle> Obstacles { get; init; } = [];

    /// <summary>Where its tenant and those above stand, as far as they could start something now; its own tenant first. All of them number 1, no obstacle and no job
    /// ahead: it is next.</summary>
    public IReadOnlyList<Standing> Standings { get; init; } = [];

    /// <summary>Waiting jobs of its own tenant, in its queue, that go before it.</summary>
    public int JobsAhead { get; init; }

    /// <summary>How many of those go before it by their priority.</summary>
    public int JobsAheadByPriority { get; init; }

    /// <summary>How many slots that serve its queue are free.</summary>
    public int FreeSlots { get; init; }

    /// <summary>When it starts, by the caller's clock, if jobs run as long as those before them did on average, and nothing is added or changed; <c>null</c> if it never
    /// would, or not within a million starts.</summary>
    public TimeSpan? ExpectedStart { get; init; }

    /// <summary>Whether it doesn't start until somebody changes something.</summary>
    internal bool IsForGood => Obstacles.Any(static obstacle => obstacle.IsForGood);

    /// <summary>The explanation in words, over several lines.</summary>
    public override string ToString()
    {
        if (IsRunning)
            return $"Job {Job} of {Tenant} in {Queue} runs.";
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"Job {Job} of {Tenant} in {Queue} {Verdict()}");
        foreach (var obstacle in Obstacles)
            text.Append(CultureInfo.InvariantCulture, $"\n- {obstacle}");
        if (JobsAhead > 0)
            text.Append(CultureInfo.InvariantCulture, $"\n{JobsAheadInWords()}");
        foreach (var standing in Standings.Where(static standing => standing.Of > 1))
            text.Append(CultureInfo.InvariantCulture, $"\n{standing}.");
        if (FreeSlots == 0 && Obstacles.All(static obstacle => obstacle.Kind != ObstacleKind.NoWorker))
            text.Append(CultureInfo.InvariantCulture, $"\nNo slot that serves {Queue} is free.");
        return text.Append(CultureInfo.InvariantCulture, $"\n{StartInWords()}").ToString();
    }

    private string Verdict()
    {
        if (Obstacles.Count > 0)
            return "can't start now, however many slots are free:";
        return JobsAhead == 0 && Standings.All(static standing => standing.Rank == 1) ? "is next: it gets the next slot that is free for it." : "waits for its turn.";
    }

    private string JobsAheadInWords()
    {
        var jobs = JobsAhead == 1 ? $"1 other job of {Tenant} goes before it" : $"{JobsAhead} other jobs of {Tenant} go before it";
        return JobsAheadByPriority == 0 ? $"{jobs}." : $"{jobs}, {(JobsAheadByPriority == JobsAhead ? "" : $"{JobsAheadByPriority} of them ")}by priority.";
    }

    private string StartInWords() => ExpectedStart switch
    {
        null when IsForGood => "It won't start until that is changed.",
        null => "Its start is too far off to foresee.",
        { } start when start <= At => "It is expected to start at once.",
        { } start => $"It is expected to start in {Duration.InWords(start - At)}.",
    };
}
