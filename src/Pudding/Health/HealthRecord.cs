using Pudding.Jobs;

namespace Pudding.Health;

/// <summary>What one worker, or one instance with its workers, has done within the window.</summary>
internal sealed class HealthRecord
{
    /// <summary>The workers that are in it.</summary>
    public HashSet<string> Workers { get; } = new(StringComparer.Ordinal);

    public List<(JobId Job, DateTimeOffset At, string Reason)> InfrastructureFailures { get; } = [];

    /// <summary>The jobs that count; a second attempt on the same worker says nothing new.</summary>
    public HashSet<JobId> Counted { get; } = [];

    /// <summary>The first job of each group that came here. Chosen as it comes, not as it ends: the first ones to end are often the failures.</summary>
    public Dictionary<JobGroupId, JobId> Chosen { get; } = [];

    public Tallies Groups { get; } = new();

    public Tallies Tenants { get; } = new();

    /// <summary>Jobs that have ended since it was last compared.</summary>
    public int SinceCompared { get; set; }

    /// <summary>Whether it was given a job since it last lost one: it offered a slot, so it is there.</summary>
    public bool IsBack { get; set; }

    /// <summary>Whether it was said that it is sick and can't be cordoned.</summary>
    public bool IsReported { get; set; }

    public bool IsEmpty => Counted.Count == 0 && Chosen.Count == 0 && InfrastructureFailures.Count == 0;
}
