using System.Collections.Concurrent;
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Storage;

namespace Pudding.Testing.Driving;

/// <summary>What a scenario has done, with short names for jobs. Thread-safe.</summary>
internal sealed class History
{
    private const int Most = 40;

    private readonly ConcurrentDictionary<JobId, string> _names = [];
    private readonly List<string> _done = [];
    private int _jobs;

    public void Add(string done)
    {
        lock (_done)
            _done.Add(done);
    }

    public string NameOf(JobId job) => _names.GetOrAdd(job, _ => $"J{Interlocked.Increment(ref _jobs)}");

    public string Describe(NewJobGroup group) =>
        string.Join(", ", group.Jobs.Select(Describe))
        + (group.IdempotencyKey is { } key ? $", key '{key}'" : "")
        + (group.SupersedeKey is { } supersede ? $", superseding '{supersede}'{(group.SupersedeRunning ? " and what runs" : "")}" : "")
        + (group.FailFast ? ", failing fast" : "");

    public string Describe(NewJob job) => $"{NameOf(job.Id)} of {job.Tenant} in {job.Queue}"
        + (job.Priority != 0 ? $" (priority {job.Priority})" : "")
        + (job.MaxAttempts > 1 ? $" (up to {job.MaxAttempts} attempts{(job.Backoff.First > TimeSpan.Zero ? $", {job.Backoff.First} apart" : "")})" : "")
        + (job.NotBefore is { } time ? $" (not before {time:O})" : "")
        + (job.MaxQueueTime is { } patience ? $" (waits for {patience} at most)" : "");

    public static string Describe(PolicyDefaults defaults) => string.Join(
        ", ",
        defaults.Tenants.Select(static own => $"{own.Key}: {Describe(own.Value)}")
            .Concat(defaults.Queues.Select(static queue => $"queue {queue.Key}: limit {queue.Value.MaxConcurrent?.ToString() ?? "none"}{(queue.Value.Paused == true ? ", paused" : "")}"))
            .Prepend($"default limit {defaults.DefaultLimit}"));

    public static string Describe(TenantSettings settings) => string.Join(' ', ((string?[])
    [
        settings.MaxConcurrent is { } limit ? $"limit {limit}" : null,
        settings.BorrowIdle == true ? $"borrows up to {settings.BorrowCeiling?.ToString() ?? "any number"}" : null,
        settings.Guarantee > 0 ? $"guarantee {settings.Guarantee}" : null,
        settings.Paused == true ? "paused" : null,
    ]).OfType<string>().DefaultIfEmpty("no limit of its own"));

    public static string Describe(ClaimResult result) => result.Status switch
    {
        ClaimStatus.Claimed => $"token {result.FencingToken}{(result.IsBorrowed ? ", borrowed" : "")}",
        ClaimStatus.LimitReached => $"{result.Status} by '{result.LimitedBy}'",
        _ => result.Status.ToString(),
    };

    /// <summary>The newest of it, numbered, and which ids are meant.</summary>
    public override string ToString()
    {
        lock (_done)
        {
            var skipped = Math.Max(0, _done.Count - Most);
            var lines = _done.Skip(skipped).Select((done, i) => $"  {skipped + i + 1}. {done}");
            var names = _names.Count is > 0 and <= Most ? $"\nJobs: {string.Join(", ", _names.OrderBy(static name => name.Key).Select(static name => $"{name.Value} is {name.Key}"))}" : "";
            return $"What was done{(skipped > 0 ? $" (the first {skipped} left out)" : "")}:\n{string.Join('\n', lines)}{names}";
        }
    }
}
