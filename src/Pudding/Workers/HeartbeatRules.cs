using Pudding.Jobs;

namespace Pudding.Workers;

/// <summary>What a heartbeat must be. Every error begins with the field that it is about.</summary>
/// <remarks>Only what no worker can mean is refused. What may be stale (a lease that is over, a former session) is the store's to answer.</remarks>
internal static class HeartbeatRules
{
    private const int MaxLeases = RegistrationRules.MaxSlots;

    /// <summary>More than any job may run, and little enough to be counted back from now.</summary>
    private static readonly TimeSpan MaxRunTime = TimeSpan.FromDays(365);

    /// <exception cref="ArgumentException">Something is wrong; the message names it.</exception>
    public static void Require(Heartbeat heartbeat)
    {
        ArgumentNullException.ThrowIfNull(heartbeat);
        var errors = Check(heartbeat).ToList();
        if (errors.Count > 0)
            throw new ArgumentException(string.Join(" ", errors), nameof(heartbeat));
    }

    private static IEnumerable<string> Check(Heartbeat heartbeat)
    {
        if (RegistrationRules.CheckId(heartbeat.WorkerId) is { } error)
            yield return $"{nameof(heartbeat.WorkerId)}: {error}";
        if (heartbeat.Session < 1)
            yield return $"{nameof(heartbeat.Session)}: {heartbeat.Session} is none; connecting gives one.";
        if (heartbeat.Sequence < 1)
            yield return $"{nameof(heartbeat.Sequence)}: {heartbeat.Sequence} is less than 1.";
        if (heartbeat.FreeSlots is < 0 or > RegistrationRules.MaxSlots)
            yield return $"{nameof(heartbeat.FreeSlots)}: {heartbeat.FreeSlots} is not from 0 to {RegistrationRules.MaxSlots}.";
        if (CheckLeases(heartbeat.Held) is { } held)
            yield return $"{nameof(heartbeat.Held)}: {held}";
        if (CheckLeases(heartbeat.Stopping) is { } stopping)
            yield return $"{nameof(heartbeat.Stopping)}: {stopping}";
        foreach (var result in CheckResults(heartbeat.Results))
            yield return $"{nameof(heartbeat.Results)}{result}";
    }

    private static string? CheckLeases(IReadOnlyList<LeaseKey>? leases)
    {
        if (leases is null)
            return "it is null; leave it empty for none.";
        if (leases.Count > MaxLeases)
            return $"it has {leases.Count} leases, more than {MaxLeases}.";
        return leases.Count > 1 && FindDouble(leases) is { } twice ? $"it has the lease of job {twice.JobId} with token {twice.FencingToken} twice." : null;
    }

    private static IEnumerable<string> CheckResults(IReadOnlyList<JobResult>? results)
    {
        if (results is null)
        {
            yield return ": it is null; leave it empty for none.";
            yield break;
        }

        if (results.Count > MaxLeases)
        {
            yield return $": it has {results.Count} results, more than {MaxLeases}.";
            yield break;
        }

        for (var i = 0; i < results.Count; i++)
        {
            if (Check(results[i]) is { } error)
                yield return $"[{i}]{error}";
        }

        if (results.Count > 1 && !results.Contains(null!) && FindDouble(results.Select(static result => result.Lease)) is { } twice)
            yield return $": it has two results of job {twice.JobId} with token {twice.FencingToken}.";
    }

    private static string? Check(JobResult? result)
    {
        if (result is null)
            return ": it is null.";
        if (result.RanFor < TimeSpan.Zero || result.RanFor > MaxRunTime)
            return $".{nameof(result.RanFor)}: {result.RanFor} is not from zero to {MaxRunTime.TotalDays:0} days.";
        if (result.Outcome is not { } outcome)
            return $".{nameof(result.Outcome)}: it is null.";
        if (!Enum.IsDefined(outcome.Kind))
            return $".{nameof(result.Outcome)}: {outcome.Kind} is unknown; known are {string.Join(", ", Enum.GetNames<JobOutcomeKind>())}.";
        if (outcome.Reason?.Length > JobOutcome.MaxReasonLength)
            return $".{nameof(result.Outcome)}.{nameof(outcome.Reason)}: it has more than {JobOutcome.MaxReasonLength} characters.";
        return outcome.Delay < TimeSpan.Zero || outcome.Delay > JobOutcome.MaxDelay
            ? $".{nameof(result.Outcome)}.{nameof(outcome.Delay)}: {outcome.Delay} is not from zero to {JobOutcome.MaxDelay.TotalDays:0} days."
            : null;
    }

    private static LeaseKey? FindDouble(IEnumerable<LeaseKey> leases)
    {
        HashSet<LeaseKey> seen = [];
        foreach (var lease in leases)
        {
            if (!seen.Add(lease))
                return lease;
        }

        return null;
    }
}
