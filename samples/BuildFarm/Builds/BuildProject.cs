using Pudding.Tenants;

namespace BuildFarm.Builds;

/// <summary>One project of a builds file.</summary>
internal sealed record BuildProject
{
    public required TenantPath Path { get; init; }

    /// <summary>The most of its jobs that run at once; none for the file's limit.</summary>
    public int? Limit { get; init; }

    /// <summary>Its share beside the other projects of its organisation.</summary>
    public double Weight { get; init; } = 1;

    public required IReadOnlyList<BuildJob> Jobs { get; init; }
}
