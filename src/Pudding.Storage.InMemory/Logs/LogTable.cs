using Pudding.Jobs;
using Pudding.Storage.InMemory.Jobs;

namespace Pudding.Storage.InMemory.Logs;

/// <summary>The logs of jobs, and the order in which their jobs ended.</summary>
internal sealed class LogTable(InMemoryStoreOptions options)
{
    private readonly Dictionary<JobId, JobLog> _logs = [];
    private readonly HashSet<JobId> _forgotten = [];

    public JobLog? Find(JobId job) => _logs.GetValueOrDefault(job);

    /// <summary>Whether a job's log was forgotten while the job itself is still known.</summary>
    public bool WasForgotten(JobId job) => _forgotten.Contains(job);

    public JobLog Of(JobId job)
    {
        if (!_logs.TryGetValue(job, out var log))
            _logs[job] = log = new JobLog(options.LogCapacity);
        return log;
    }

    /// <summary>Forgets the log of a job that is itself forgotten.</summary>
    public void Forget(JobId job)
    {
        _logs.Remove(job);
        _forgotten.Remove(job);
    }

    /// <summary>Forgets the logs of jobs that have been over for longer than some age.</summary>
    public int Prune(Func<JobId, JobRecord?> find, Func<JobRecord, bool> isOld, int limit)
    {
        var old = _logs.Keys.Where(id => find(id) is not { } record || isOld(record)).Take(limit).ToList();
        foreach (var id in old)
        {
            _logs.Remove(id);
            _forgotten.Add(id);
        }

        return old.Count;
    }
}
