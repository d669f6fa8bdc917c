namespace Pudding.Storage;

/// <summary>Which heads to read.</summary>
public sealed record HeadQuery
{
    /// <summary>Only of these; none for all.</summary>
    public IReadOnlyList<TenantQueue>? Of { get; init; }

    /// <summary>The most jobs to read of each tenant in each queue.</summary>
    public required int LimitPerTenant { get; init; }
}
