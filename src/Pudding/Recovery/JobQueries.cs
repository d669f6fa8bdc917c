using Pudding.Jobs;

namespace Pudding.Recovery;

/// <summary>Narrower questions than a query asks.</summary>
internal static class JobQueries
{
    public static readonly IReadOnlyList<JobState> Open = [JobState.Pending, JobState.Assigned, JobState.Running];

    public static readonly IReadOnlyList<JobState> Ended = [JobState.Failed, JobState.Cancelled];

    /// <summary>The part of a query's jobs that are in one of some states and have a note; <c>null</c> where no job can fit.</summary>
    public static JobQuery? Narrow(this JobQuery query, IReadOnlyList<JobState> states, JobResolution resolution)
    {
        var both = query.States.Count == 0 ? states : [.. query.States.Intersect(states)];
        return both.Count > 0 && (query.Resolution ?? resolution) == resolution ? query with { States = both, Resolution = resolution } : null;
    }

    /// <summary>What a query says, for the log.</summary>
    public static string Describe(this JobQuery query)
    {
        (string Name, object? Value)[] fields =
        [
            (nameof(query.States), query.States.Count > 0 ? string.Join('|', query.States) : null),
            (nameof(query.Causes), query.Causes.Count > 0 ? string.Join('|', query.Causes) : null),
            (nameof(query.ReasonContains), query.ReasonContains),
            (nameof(query.Tenant), query.Tenant),
            (nameof(query.Queue), query.Queue),
            (nameof(query.Group), query.Group),
            (nameof(query.WorkerId), query.WorkerId),
            (nameof(query.EnqueuedFrom), query.EnqueuedFrom?.ToString("O")),
            (nameof(query.EnqueuedBefore), query.EnqueuedBefore?.ToString("O")),
            (nameof(query.FinishedFrom), query.FinishedFrom?.ToString("O")),
            (nameof(query.FinishedBefore), query.FinishedBefore?.ToString("O")),
            (nameof(query.Resolution), query.Resolution),
        ];
        var said = string.Join(", ", fields.Where(static field => field.Value is not null).Select(static field => $"{field.Name} {field.Value}"));
        return said.Length > 0 ? said : "everything";
    }
}
