namespace Pudding.Storage;

/// <summary>The heads that were read.</summary>
public sealed record HeadPage
{
    /// <summary>The ready jobs; those of one tenant and queue stand in their order.</summary>
    public required IReadOnlyList<ReadyJob> Jobs { get; init; }

    /// <summary>In how long the next job that the query covers (a store may say: of all) becomes ready by its <see cref="Jobs.Job.NotBefore"/>; none when there
    /// is none.</summary>
    public TimeSpan? NextReadyIn { get; init; }
}
