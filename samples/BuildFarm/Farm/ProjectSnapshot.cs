using Pudding.Tenants;

namespace BuildFarm.Farm;

/// <summary>One project at one moment.</summary>
internal sealed record ProjectSnapshot
{
    public required TenantPath Path { get; init; }

    /// <summary>How many jobs the file gives it.</summary>
    public required int Jobs { get; init; }

    /// <summary>The most of its jobs that may run at once.</summary>
    public required int Limit { get; init; }

    public int Waiting { get; init; }

    public int Running { get; init; }

    /// <summary>The most of its jobs that did run at once.</summary>
    public int MostRunning { get; init; }

    public int Succeeded { get; init; }

    public int Failed { get; init; }

    public int Cancelled { get; init; }

    /// <summary>How long each job that started had waited.</summary>
    public IReadOnlyList<TimeSpan> Waits { get; init; } = [];

    /// <summary>The run time of its jobs together.</summary>
    public TimeSpan Worked { get; init; }

    /// <summary>From its first job's submission to the end of its last one so far.</summary>
    public TimeSpan Took { get; init; }
}
