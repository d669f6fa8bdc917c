using Pudding.Jobs;

namespace Pudding.Recovery;

/// <summary>What queries and requests of recovery must be. Every error begins with the field that it is about.</summary>
internal static class RecoveryRules
{
    private const int MaxActorLength = 200;
    private const int MaxReasonLength = 1000;

    public static void Check(JobQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        Throw(Errors(query), nameof(query));
    }

    public static void Check(JobQuery query, RecoveryRequest request)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(request);
        Throw(Errors(query).Concat(Errors(request)).Concat(Errors(query, request)), nameof(request));
    }

    private static IEnumerable<string> Errors(JobQuery query)
    {
        if (query.States is null)
            yield return "States: it is null; leave it empty for any.";
        if (query.Causes is null)
            yield return "Causes: it is null; leave it empty for any.";
        if (query.ReasonContains?.Length == 0)
            yield return "ReasonContains: it is empty; leave it out for any reason.";
        if (query.Tenant is { IsEmpty: true })
            yield return "Tenant: it is empty; leave it out for all.";
        if (query.EnqueuedFrom >= query.EnqueuedBefore)
            yield return $"EnqueuedBefore: {query.EnqueuedBefore:O} is not later than EnqueuedFrom, {query.EnqueuedFrom:O}.";
        if (query.FinishedFrom >= query.FinishedBefore)
            yield return $"FinishedBefore: {query.FinishedBefore:O} is not later than FinishedFrom, {query.FinishedFrom:O}.";
    }

    private static IEnumerable<string> Errors(RecoveryRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Actor) || request.Actor.Length > MaxActorLength)
            yield return $"Actor: it has 1 to {MaxActorLength} characters.";
        if (request.Reason?.Length > MaxReasonLength)
            yield return $"Reason: it has more than {MaxReasonLength} characters.";
        if (request.Limit < 1)
            yield return $"Limit: {request.Limit} is less than 1; leave it out for no limit.";
    }

    private static IEnumerable<string> Errors(JobQuery query, RecoveryRequest request)
    {
        if (!request.All && query is { States.Count: 0, Causes.Count: 0 } && query with { States = [], Causes = [] } == new JobQuery())
            yield return "All: the query says nothing, so every job fits it; set a field of it, or All if that is meant.";
    }

    private static void Throw(IEnumerable<string> errors, string parameter)
    {
        var all = string.Join(' ', errors);
        if (all.Length > 0)
            throw new ArgumentException(all, parameter);
    }
}
