using Pudding.Storage;

namespace Pudding.Testing.Faults;

/// <summary>Which calls of a store fail, and how: by script, by chance from a seed, or for some time. What fails throws <see cref="JobStoreUnavailableException"/>. Everything
/// works until something else is said. Thread-safe.</summary>
/// <param name="clock">Times the delays and <see cref="SetUnavailable"/>; a fake one in tests.</param>
public sealed class FaultPlan(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<FaultRule> _rules = [];
    private readonly List<(Type Store, string? Method, TimeSpan By)> _delays = [];
    private Random? _random;
    private double _rate;
    private DateTimeOffset _from = DateTimeOffset.MaxValue;
    private DateTimeOffset _to;
    private bool _isUnavailable;
    private long _calls;
    private long _faults;

    /// <summary>Whether every call fails before it does anything.</summary>
    /// <value><c>false</c> at first.</value>
    public bool IsUnavailable
    {
        get
        {
            lock (_gate)
                return _isUnavailable;
        }

        set
        {
            lock (_gate)
                _isUnavailable = value;
        }
    }

    /// <summary>How many calls there were.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>How many of them failed.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>Makes calls of one interface fail.</summary>
    /// <typeparam name="TStore">The interface.</typeparam>
    /// <param name="fault">How.</param>
    /// <param name="method">Only this method, as in <c>nameof(IJobStore.ClaimAsync)</c>; none for all.</param>
    /// <param name="after">How many of these calls work before.</param>
    /// <param name="times">How many fail then.</param>
    public void Fail<TStore>(Fault fault, string? method = null, int after = 0, int times = 1)
        where TStore : class => Add(new FaultRule(typeof(TStore), method, fault, after, times));

    /// <summary>Makes calls of whatever interface fail.</summary>
    /// <param name="fault">How.</param>
    /// <param name="after">How many calls work before: with every number from 0 up, a test makes the store fail at every call.</param>
    /// <param name="times">How many fail then.</param>
    public void FailAny(Fault fault, int after = 0, int times = 1) => Add(new FaultRule(store: null, method: null, fault, after, times));

    /// <summary>Makes calls fail by chance: half of them before anything was done, half after. The same seed and the same order of calls fail the same.</summary>
    /// <param name="seed">What chance grows from.</param>
    /// <param name="rate">Which part of the calls fails; from 0 to 1.</param>
    public void FailRandomly(int seed, double rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, 1);
        lock (_gate)
            (_random, _rate) = (new Random(seed), rate);
    }

    /// <summary>Makes every call fail, before it does anything, from one time on and before another.</summary>
    public void SetUnavailable(DateTimeOffset from, DateTimeOffset to)
    {
        lock (_gate)
            (_from, _to) = (from, to);
    }

    /// <summary>Holds calls of one interface back before anything is done.</summary>
    /// <typeparam name="TStore">The interface.</typeparam>
    /// <param name="by">How long.</param>
    /// <param name="method">Only this method; none for all.</param>
    public void Delay<TStore>(TimeSpan by, string? method = null)
        where TStore : class
    {
        lock (_gate)
            _delays.Add((typeof(TStore), method, by));
    }

    /// <summary>Everything works from now on. The counts go on.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
            _delays.Clear();
            _random = null;
            _isUnavailable = false;
            (_from, _to) = (DateTimeOffset.MaxValue, default);
        }
    }

    /// <summary>Makes a call as the plan wants it.</summary>
    internal async ValueTask<T> RunAsync<T>(Type store, string method, Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        var fault = await BeginAsync(store, method, cancellationToken).ConfigureAwait(false);
        var result = await call().ConfigureAwait(false);
        return fault == Fault.After ? throw Failed(store, method, "after it was done") : result;
    }

    /// <summary>Makes a call as the plan wants it.</summary>
    internal async ValueTask RunAsync(Type store, string method, Func<ValueTask> call, CancellationToken cancellationToken)
    {
        var fault = await BeginAsync(store, method, cancellationToken).ConfigureAwait(false);
        await call().ConfigureAwait(false);
        if (fault == Fault.After)
            throw Failed(store, method, "after it was done");
    }

    /// <summary>What becomes of the next call.</summary>
    internal Fault Take(Type store, string method, out TimeSpan delay)
    {
        Interlocked.Increment(ref _calls);
        lock (_gate)
        {
            delay = _delays.Where(rule => rule.Store == store && (rule.Method is null || rule.Method == method)).Aggregate(TimeSpan.Zero, static (sum, rule) => sum + rule.By);

            // Every rule counts every call, also one that fails for another reason.
            var fault = Fault.None;
            foreach (var rule in _rules)
            {
                if (rule.Take(store, method) is var taken and not Fault.None)
                    fault = taken;
            }

            if (_random is { } random && random.NextDouble() < _rate)
                fault = random.Next(2) == 0 ? Fault.Before : Fault.After;
            if (_isUnavailable || (clock.GetUtcNow() is var now && now >= _from && now < _to))
                fault = Fault.Before;
            if (fault != Fault.None)
                Interlocked.Increment(ref _faults);
            return fault;
        }
    }

    private static JobStoreUnavailableException Failed(Type store, string method, string when) => new($"{store.Name}.{method} failed on purpose, {when}.");

    private async ValueTask<Fault> BeginAsync(Type store, string method, CancellationToken cancellationToken)
    {
        var fault = Take(store, method, out var delay);
        if (delay > TimeSpan.Zero)
            await Task.Delay(delay, clock, cancellationToken).ConfigureAwait(false);
        return fault == Fault.Before ? throw Failed(store, method, "before anything was done") : fault;
    }

    private void Add(FaultRule rule)
    {
        lock (_gate)
            _rules.Add(rule);
    }
}
