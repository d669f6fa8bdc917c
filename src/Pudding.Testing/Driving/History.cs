using System.Collections.Concurrent;
using Pudding.Jobs;
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
        string.Join(", ", group.Jobs.Select(job => $"{NameOf(job.Id)} of {job.Tenant}"))
        + (group.IdempotencyKey is { } key ? $", key '{key}'" : "")
        + (group.SupersedeKey is { } supersede ? $", superseding '{supersede}'{(group.SupersedeRunning ? " and what runs" : "")}" : "")
        + (group.FailFast ? ", failing fast" : "");

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
