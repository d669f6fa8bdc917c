using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Simulation.Tests.Classics;

/// <summary>A tenant of a <see cref="Farm"/>: what it does, and what it gets.</summary>
internal sealed class FarmTenant(Farm farm, TenantPath path, TimeSpan runtime)
{
    /// <summary>Enough that a tenant which stays backlogged never runs out, whatever slots it is given at once.</summary>
    private const int Depth = 20;

    private readonly Dictionary<JobId, JobTicket> _waiting = [];
    private TimeSpan _used;
    private TimeSpan _usedUntil;
    private int _running;
    private int _depth;

    public TenantPath Path { get; } = path;

    public TimeSpan Runtime { get; } = runtime;

    /// <summary>Jobs that were started up to now.</summary>
    public int Starts { get; private set; }

    /// <summary>How many jobs of the farm, of whomever, had been started before the first of this one; none before that.</summary>
    public int? StartsBeforeFirst { get; private set; }

    /// <summary>The slot time used up to now, also by what runs.</summary>
    public TimeSpan Used => _used + (_running * (farm.Now - _usedUntil));

    /// <summary>Called when one of its jobs has ended.</summary>
    public Action? WhenOneEnds { get; set; }

    public void Add(int jobs = 1)
    {
        for (var i = 0; i < jobs; i++)
        {
            var (id, ticket) = farm.Add(this);
            _waiting.Add(id, ticket);
        }
    }

    /// <summary>Has jobs waiting from now on: for each that starts it adds another.</summary>
    public void StayBacklogged()
    {
        _depth = Depth;
        Add(_depth - _waiting.Count);
    }

    /// <summary>Withdraws whatever waits, and adds nothing more by itself.</summary>
    public void Withdraw()
    {
        _depth = 0;
        foreach (var (id, ticket) in _waiting)
            farm.Withdraw(id, ticket);
        _waiting.Clear();
    }

    internal void Started(JobId job)
    {
        StartsBeforeFirst ??= farm.Starts - 1;
        Starts++;
        Count(1);
        _waiting.Remove(job);
        if (_waiting.Count < _depth)
            Add();
    }

    internal void Ended()
    {
        Count(-1);
        WhenOneEnds?.Invoke();
    }

    private void Count(int change)
    {
        _used = Used;
        _usedUntil = farm.Now;
        _running += change;
    }
}
