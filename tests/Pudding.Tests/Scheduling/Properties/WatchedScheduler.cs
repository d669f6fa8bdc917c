using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Properties;

/// <summary>A scheduler of which an account is kept.</summary>
internal sealed class WatchedScheduler
{
    private readonly Dictionary<JobId, AccountJob> _jobs = [];
    private readonly Findings _findings;
    private FairScheduler _scheduler;
    private long _sequence;

    public WatchedScheduler(FairSchedulerOptions options, Findings findings)
    {
        _findings = findings;
        _scheduler = new FairScheduler(options);
        Account = new Account(options, findings);
    }

    public Account Account { get; }

    public TimeSpan? NextTokenAt => _scheduler.NextTokenAt;

    public AccountQueue Queue(string name) => Account.Queue(name, _scheduler.Queue(name));

    public AccountJob Add(TenantPath tenant, AccountQueue queue, int priority = 0)
    {
        if (Account.Nodes > 40 && !Account.Knows(queue, tenant))
            ForgetIdle(); // before the scheduler does so by itself, which nobody would see
        var id = new JobId(new Guid((int)++_sequence, 0, 0, new byte[8]));
        var ticket = _scheduler.Add(tenant, queue.Key, id, priority, _sequence);
        return Remember(Account.Add(tenant, queue, id, priority, _sequence), ticket);
    }

    public AccountJob AddRunning(TenantPath tenant, AccountQueue queue, long startedAt)
    {
        var id = new JobId(new Guid((int)++_sequence, 0, 0, new byte[8]));
        var ticket = _scheduler.AddRunning(tenant, queue.Key, id, TimeSpan.FromTicks(startedAt));
        return Remember(Account.AddRunning(tenant, queue, id, startedAt), ticket);
    }

    public AccountJob? TryStart(IReadOnlyList<AccountQueue> queues, long now)
    {
        Span<QueueKey> keys = stackalloc QueueKey[queues.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = queues[i].Key;
        if (!_scheduler.TryStart(keys, TimeSpan.FromTicks(now), out var started))
        {
            Account.NothingStarted(queues, now);
            var next = Account.NextTokenAt;
            _findings.Check(_scheduler.NextTokenAt?.Ticks == next, Property.Token, $"the next token comes at {next}, not {_scheduler.NextTokenAt?.Ticks}");
            return null;
        }

        var job = _jobs[started.JobId];
        Account.Started(job, queues, now);
        CheckBooks(job.Leaf.Tenant.Path);
        return job;
    }

    public void Charge(AccountJob job, long now)
    {
        _scheduler.Charge(job.Ticket, TimeSpan.FromTicks(now));
        Account.Charge(job, now);
    }

    public void Finish(AccountJob job, long now)
    {
        _scheduler.Finish(job.Ticket, TimeSpan.FromTicks(now));
        Account.Finish(job, now);
        _jobs.Remove(job.Id);
        CheckBooks(job.Leaf.Tenant.Path);
    }

    public void Release(AccountJob job, long now)
    {
        _scheduler.Release(job.Ticket, TimeSpan.FromTicks(now));
        Account.Release(job, now);
        _jobs.Remove(job.Id);
    }

    public void Return(AccountJob job)
    {
        _scheduler.Return(job.Ticket);
        Account.Return(job);
        CheckBooks(job.Leaf.Tenant.Path);
    }

    public void Remove(AccountJob job)
    {
        _scheduler.Remove(job.Ticket);
        Account.Remove(job);
        _jobs.Remove(job.Id);
        CheckBooks(job.Leaf.Tenant.Path);
    }

    public void Reprioritise(AccountJob job, int priority)
    {
        _scheduler.Reprioritise(job.Ticket, priority);
        Account.Reprioritise(job, priority);
    }

    /// <summary>Sets the policy of a node, alone or with all the others, if it fits to the others.</summary>
    public bool SetPolicy(TenantPath tenant, TenantPolicy policy, bool withOthers)
    {
        if (Account.With(tenant, policy) is not { } changed)
            return false;
        if (withOthers)
            _scheduler.Apply(changed);
        else
            _scheduler.SetPolicy(tenant, policy);
        Account.Apply(changed);
        return true;
    }

    public void ForgetIdle()
    {
        var (forgotten, expected) = (_scheduler.ForgetIdle(), Account.ForgetIdle());
        _findings.Count("forgets");
        _findings.Check(forgotten == expected, Property.Books, $"{forgotten} tenants were forgotten, not {expected}");
    }

    /// <summary>Goes on with a copy.</summary>
    public void Clone() => _scheduler = _scheduler.Clone();

    private AccountJob Remember(AccountJob job, JobTicket ticket)
    {
        job.Ticket = ticket;
        _findings.Check(_scheduler.Tenants == Account.Tenants, Property.Books, $"{_scheduler.Tenants} tenants, not {Account.Tenants}");
        return _jobs[job.Id] = job;
    }

    private void CheckBooks(TenantPath? tenant)
    {
        _findings.Check(
            _scheduler.Running == Account.Running && _scheduler.Waiting == Account.Waiting,
            Property.Books,
            $"{_scheduler.Running} run and {_scheduler.Waiting} wait, not {Account.Running} and {Account.Waiting}");
        for (; tenant is { } path; tenant = path.Parent)
        {
            var (said, counted) = (_scheduler.RunningOf(path), Account.RunningOf(path));
            _findings.Check(said == counted, Property.Books, $"{path} runs {said}, not {counted}");
        }
    }
}
