using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pudding.Dispatch;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Tests.Faults.Simulated;

/// <summary>One host: the real dispatcher, baton, gateway and client over a <see cref="StoreLink"/>. It may stop between any two store calls, or stand still and go on with
/// what it knew.</summary>
internal sealed class SimHost
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(10);

    private readonly Estate _estate;
    private readonly ServiceProvider _services;
    private readonly Dispatcher _dispatcher;
    private readonly Baton _baton;
    private readonly IChangeListener[] _listeners;
    private TimeSpan _pause;
    private TimeSpan _standsUntil;
    private TimeSpan _roundAt;
    private int _rounds;
    private int _plan;
    private bool _isBusy;
    private bool _isWoken;
    private bool _isStopping;

    public SimHost(Estate estate, string name)
    {
        _estate = estate;
        Name = name;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IHostApplicationLifetime, NoLifetime>();
        services.AddPudding(Estate.Configure).UseStore("simulated", added =>
        {
            foreach (var type in estate.Truth.Registrations.Select(static service => service.ServiceType).Where(static type => type is { Namespace: "Pudding.Storage", IsPublic: true }))
                added.AddSingleton(type, _ => estate.Truth.Services.GetRequiredService(type));
            var linked = new LinkedStores(new StoreLink(estate, this), estate.Truth);
            added.AddSingleton<IJobStore>(linked);
            added.AddSingleton<IWorkerStore>(linked);
            added.AddSingleton<IBatonStore>(linked);
            added.AddSingleton<IPolicyStore>(linked);
        });
        Clock = new EstateClock(estate.Agenda, 1 + ((estate.Dice.Number() - 0.5) * 0.02), Do);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IIdSource>(new SeededIds(estate.Dice));
        _services = services.BuildServiceProvider();
        _dispatcher = _services.GetRequiredService<Dispatcher>();
        _baton = _services.GetRequiredService<Baton>();
        _listeners = [.. _services.GetServices<IChangeListener>()];
        Gateway = _services.GetRequiredService<IWorkerTransport>();
        Client = _services.GetRequiredService<IJobClient>();
        Plan(estate.Dice.Seconds(0, 3));
    }

    public string Name { get; }

    public EstateClock Clock { get; }

    public IWorkerTransport Gateway { get; }

    public IJobClient Client { get; }

    public bool IsDead { get; private set; }

    /// <summary>Does something on this host, when it is running.</summary>
    public void Do(Action action)
    {
        if (IsDead)
            return;
        if (_standsUntil > _estate.Agenda.Now)
            _estate.Agenda.At(_standsUntil, () => Do(action));
        else
            action();
    }

    public void StandStill(TimeSpan time) => _standsUntil = _estate.Agenda.Now + time;

    public void GoOn() => _standsUntil = _estate.Agenda.Now;

    public void Die()
    {
        if (IsDead)
            return;
        _estate.Write($"{Name} dies");
        IsDead = true;
        _services.Dispose();
    }

    /// <summary>Stops in order: gives the baton back.</summary>
    public void Stop() => Do(() =>
    {
        _estate.Write($"{Name} stops");
        _isStopping = true;
        if (!_isBusy)
            _ = GiveBackAsync();
    });

    public void Hint(StoreChange change) => Do(() =>
    {
        foreach (var listener in _listeners)
            listener.OnChange(change);
        if (!_baton.IsHeld)
            return;
        _isWoken = true;
        if (!_isBusy)
            Plan(TimeSpan.Zero);
    });

    private async Task GiveBackAsync()
    {
        try
        {
            await _baton.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (JobStoreUnavailableException)
        {
            // Another host waits for the lease.
        }

        Die();
    }

    private void Plan(TimeSpan delay)
    {
        var plan = ++_plan;
        _estate.Agenda.In(delay, () => Do(() =>
        {
            if (plan == _plan && !_isBusy && !_isStopping)
                _ = RoundAsync();
        }));
    }

    /// <summary>What the dispatcher's service does.</summary>
    private async Task RoundAsync()
    {
        _isBusy = true;
        _isWoken = false;
        _rounds = _roundAt == _estate.Agenda.Now ? _rounds + 1 : 0;
        _roundAt = _estate.Agenda.Now;
        if (_rounds > 200)
            _estate.Complain($"{Name} turns in circles");
        TimeSpan next;
        try
        {
            next = await _dispatcher.RunOnceAsync(CancellationToken.None).ConfigureAwait(false);
            _pause = TimeSpan.Zero;
        }
        catch (JobStoreUnavailableException exception)
        {
            _estate.Write($"{Name}: {exception.Message}");
            _pause = Backoff.Next(_pause, MaxPause);
            _dispatcher.Resync();
            _isWoken = false;
            next = _pause;
        }
        catch (Exception exception)
        {
            _estate.Complain($"{Name} failed: {exception}");
            return;
        }

        _isBusy = false;
        if (_isStopping)
            await GiveBackAsync().ConfigureAwait(false);
        else
            Plan(_isWoken ? TimeSpan.Zero : next);
    }
}
