using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Recovery;

/// <summary>What a recovery has done; for a dry run, what it would do, the same numbers when nothing changes in between.</summary>
public sealed record RecoveryReport
{
    /// <summary>The most ids that <see cref="NewGroups"/> names.</summary>
    public const int MaxNewGroups = 100;

    /// <summary>Whether nothing was changed.</summary>
    public required bool IsDryRun { get; init; }

    /// <summary>How many jobs fitted the query when it began. When nothing changes meanwhile, each of them is done, skipped, or left by the limit.</summary>
    public required long Matched { get; init; }

    /// <summary>How many jobs were requeued, or discarded.</summary>
    public required long Done { get; init; }

    /// <summary>How many were left alone, by why; reasons without any are left out.</summary>
    public required IReadOnlyDictionary<RecoverySkip, long> Skipped { get; init; }

    /// <summary>How many of <see cref="Done"/> are of each tenant.</summary>
    public required IReadOnlyDictionary<TenantPath, long> DoneByTenant { get; init; }

    /// <summary>How many of <see cref="Done"/> were in their state for each cause.</summary>
    public required IReadOnlyDictionary<JobCause, long> DoneByCause { get; init; }

    /// <summary>How many groups were made to run jobs again.</summary>
    public required long NewGroupCount { get; init; }

    /// <summary>The first <see cref="MaxNewGroups"/> of these groups; none in a dry run.</summary>
    public required IReadOnlyList<JobGroupId> NewGroups { get; init; }

    /// <summary>Whether <see cref="RecoveryRequest.Limit"/> was reached and more could be done: call again.</summary>
    public required bool HasMore { get; init; }
}
