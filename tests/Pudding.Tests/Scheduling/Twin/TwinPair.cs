using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Twin;

/// <summary>The scheduler and its naive twin: does everything to both, and sees to it that both decide and say the same.</summary>
internal sealed class TwinPair(FairSchedulerOptions options, List<string> log)
{
    private readonly Dictionary<JobId, JobTicket> _tickets = [];
    private readonly HashSet<TenantPath> _tenants = [];
    private FairScheduler _scheduler = new(options);
    private long _shift;
    private long _sequence;

    public NaiveScheduler Twin { get; } = new(options);

    public void Add(TenantPath tenant, string queue, int priority)
    {
        log.Add($"Add {tenant} in {queue}, priority {priority}: job {_sequence + 1}");
        var id = NextId(tenant);
        _tickets[id] = _scheduler.Add(tenant, _scheduler.Queue(queue), id, priority, _sequence);
        Twin.Add(tenant, queue, id, priority, _sequence);
        Compare();
    }

    public NaiveJob AddRunning(TenantPath tenant, string queue, long startedAt)
    {
        log.Add($"AddRunning {tenant} in {queue} since {Time(startedAt)}: job {_sequence + 1}");
        var id = NextId(tenant);
        _tickets[id] = _scheduler.AddRunning(tenant, _scheduler.Queue(queue), id, Time(startedAt));
        Twin.AddRunning(tenant, queue, id, startedAt);
        Compare();
        return Twin.Jobs[^1];
    }

    public bool TryStart(string[] queues, long now)
    {
        log.Add($"TryStart {string.Join('+', queues)} at {Time(now)}");
        var found = _scheduler.TryStart([.. queues.Select(_scheduler.Queue)], Time(now), out var started);
        var expected = Twin.TryStart(queues, now);
        log.Add($"  started {(found ? started.JobId : null)}");
        Assert.Equal(expected, found ? started.JobId : null);
        if (found)
            Assert.Equal(_tickets[started.JobId], started.Ticket);
        Compare();
        return found;
    }

    public void Charge(NaiveJob job, long now)
    {
        log.Add($"Charge {job} at {Time(now)}");
        _scheduler.Charge(_tickets[job.Id], Time(now));
        Twin.Charge(job, now);
        Compare();
    }

    public void Finish(NaiveJob job, long now)
    {
        log.Add($"Finish {job} at {Time(now)}");
        _scheduler.Finish(_tickets[job.Id], Time(now));
        Twin.Finish(job, now);
        Compare();
    }

    public void Release(NaiveJob job, long now)
    {
        log.Add($"Release {job} at {Time(now)}");
        _scheduler.Release(_tickets[job.Id], Time(now));
        Twin.Release(job, now);
        Compare();
    }

    public void Return(NaiveJob job)
    {
        log.Add($"Return {job}");
        if (job.IsTakenOver)
        {
            Assert.Throws<ArgumentException>(() => _scheduler.Return(_tickets[job.Id]));
            Compare();
            return;
        }

        _scheduler.Return(_tickets[job.Id]);
        Twin.Return(job);
        Compare();
    }

    public void Remove(NaiveJob job)
    {
        log.Add($"Remove {job}");
        _scheduler.Remove(_tickets[job.Id]);
        Twin.Remove(job);
        Compare();
    }

    public void Reprioritise(NaiveJob job, int priority)
    {
        log.Add($"Reprioritise {job} to {priority}");
        _scheduler.Reprioritise(_tickets[job.Id], priority);
        Twin.Reprioritise(job, priority);
        Compare();
    }

    /// <summary>One node's policy: refused by both when it does not fit to the others, and nothing is changed then.</summary>
    public void SetPolicy(TenantPath tenant, TenantPolicy policy)
    {
        log.Add($"SetPolicy {tenant}: {policy}");
        var refusal = Record.Exception(() => _scheduler.SetPolicy(tenant, policy));
        var fits = Twin.SetPolicy(tenant, policy);
        Assert.Equal(fits ? null : typeof(ArgumentException), refusal?.GetType());
        Assert.Equal(Twin.Policies.Own.GetValueOrDefault(tenant, TenantPolicy.Default), _scheduler.Policies[tenant]);
        Compare();
    }

    public void Apply(TenantPolicies policies)
    {
        log.Add($"Apply {policies.DefaultLimit}: {string.Join("; ", policies.Own)}");
        _scheduler.Apply(policies);
        Twin.Apply(policies);
        Compare();
    }

    public void ForgetIdle()
    {
        log.Add("ForgetIdle");
        var forgotten = _scheduler.ForgetIdle();
        Assert.Equal(Twin.ForgetIdle(), forgotten);
        Compare();
    }

    /// <summary>Goes on with a copy, or beside one: whatever is done to the other one after that must not be seen.</summary>
    public void Clone(bool goOnWithCopy, long now)
    {
        log.Add("Clone");
        var copy = _scheduler.Clone();
        var (kept, other) = goOnWithCopy ? (copy, _scheduler) : (_scheduler, copy);
        other.Apply(new TenantPolicies(7));
        other.Add(TenantPath.Parse("other/x"), other.Queue("other"), NextId(TenantPath.Parse("other/x")), 0, _sequence);
        other.TryStart([other.Queue("linux"), other.Queue("osx"), other.Queue("other")], Time(now), out _);
        foreach (var job in Twin.Jobs.Where(static job => job.IsRunning))
            other.Finish(_tickets[job.Id], Time(now) + TimeSpan.FromHours(1));
        _scheduler = kept;
        Compare();
    }

    /// <summary>Goes on with a scheduler that was restored from a snapshot, on another clock, and told again of the same jobs: those that run first.</summary>
    public void Restore(long now, long shift)
    {
        log.Add($"Restore at {Time(now)}, clock {TimeSpan.FromTicks(shift - _shift)} further");
        foreach (var job in Twin.Jobs.Where(static job => job.IsRunning).ToList())
            Charge(job, now);
        var snapshot = _scheduler.TakeSnapshot(Time(now));
        _shift = shift;
        _scheduler = FairScheduler.Restore(snapshot, options with { Policies = Twin.Policies.ToPolicies() }, Time(now), TimeSpan.Zero);
        foreach (var job in Twin.Jobs.Where(static job => job.IsRunning))
            _tickets[job.Id] = _scheduler.AddRunning(job.Leaf.Tenant!.Path, _scheduler.Queue(job.Leaf.Queue.Name), job.Id, Time(job.StartedAt));
        foreach (var job in Twin.Jobs.Where(static job => !job.IsRunning))
            _tickets[job.Id] = _scheduler.Add(job.Leaf.Tenant!.Path, _scheduler.Queue(job.Leaf.Queue.Name), job.Id, job.Priority, job.Sequence);
        Twin.Restore(now);
        Compare();
    }

    private void Compare()
    {
        foreach (var tenant in _tenants)
            Assert.Equal(Twin.RunningOf(tenant), _scheduler.RunningOf(tenant));
        var running = Twin.Jobs.Count(static job => job.IsRunning);
        Assert.Equal(running, _scheduler.Running);
        Assert.Equal(Twin.Jobs.Count - running, _scheduler.Waiting);
        Assert.Equal(Twin.Tenants, _scheduler.Tenants);
        Assert.Equal(Twin.NextTokenAt is { } at ? Time(at) : null, _scheduler.NextTokenAt);
    }

    private JobId NextId(TenantPath tenant)
    {
        for (TenantPath? node = tenant; node is { } path; node = path.Parent)
            _tenants.Add(path);
        return new JobId(new Guid((int)++_sequence, 0, 0, new byte[8]));
    }

    private TimeSpan Time(long ticks) => TimeSpan.FromTicks(ticks + _shift);
}
