using System.Globalization;
using System.Text;

namespace Pudding.Scheduling.Explanations;

/// <summary>Why a job waits, and for how long it is likely to: see <see cref="FairScheduler.Explain"/>.</summary>
public sealed record JobExplanation
{
    /// <summary>Whether the job runs; then nothing else is said.</summary>
    public bool IsRunning { get; init; }

    /// <summary>What keeps it from starting, however many slots are free: of its own tenant first, then of those above. Empty when it only waits for its turn.</summary>
    public IReadOnlyList<Obstacle> Obstacles { get; init; } = [];

    /// <summary>Where its tenant and those above stand, as far as they could start something now; its own tenant first. All of them number 1, no obstacle and no job
    /// ahead: it is next.</summary>
    public IReadOnlyList<Standing> Standings { get; init; } = [];

    /// <summary>Waiting jobs of its own tenant, in its queue, that go before it.</summary>
    public int JobsAhead { get; init; }

    /// <summary>When it starts if jobs run as long as those before them did on average, and nothing is added or changed; <c>null</c> if it never would, or not within a
    /// million starts.</summary>
    public TimeSpan? ExpectedStart { get; init; }

    /// <summary>The explanation in words, without <see cref="ExpectedStart"/> (what it means depends on the clock).</summary>
    public override string ToString()
    {
        if (IsRunning)
            return "It runs.";
        var text = new StringBuilder();
        foreach (var obstacle in Obstacles)
            text.Append(CultureInfo.InvariantCulture, $"It can't start: {obstacle}. ");
        if (JobsAhead > 0)
            text.Append(CultureInfo.InvariantCulture, $"{JobsAhead} of its tenant's jobs go before it. ");
        foreach (var standing in Standings)
            text.Append(CultureInfo.InvariantCulture, $"{standing}. ");
        return text.ToString().TrimEnd();
    }
}
