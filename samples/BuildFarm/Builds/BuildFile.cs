namespace BuildFarm.Builds;

/// <summary>A builds file, its matrices expanded.</summary>
internal sealed record BuildFile
{
    public const int DefaultLimit = 5;
    public const int DefaultSlots = 6;

    /// <summary>The most jobs of a project that run at once, where the project doesn't say.</summary>
    public required int Limit { get; init; }

    /// <summary>How many jobs run at once in all.</summary>
    public required int Slots { get; init; }

    /// <summary>The projects, in the order in which their jobs are submitted.</summary>
    public required IReadOnlyList<BuildProject> Projects { get; init; }
}
