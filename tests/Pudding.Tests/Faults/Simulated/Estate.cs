using Pudding.Events;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tests.Faults.Checks;
using Pudding.Workers;

namespace Pudding.Tests.Faults.Simulated;

/// <summary>A whole estate on virtual time: hosts on one store, workers, clients, the networks between them, and what goes wrong. Everything follows from the seed.</summary>
internal sealed class Estate : IDisposable
{
    private const int Lines = 400;

    private readonly Queue<string> _lines = new();
    private readonly bool _isVerbose;

    public Estate(int seed, bool isVerbose = false)
    {
        _isVerbose = isVerbose;
        Dice = new Dice(seed);
        StoreClock = new EstateClock(Agenda);
        Ledger = new Ledger(Agenda, StoreClock, Complain);
        Truth = new Truth(StoreClock, new SeededIds(Dice), Ledger) { Announce = Announce, Write = Write };
        Weather = Weather.Of(Dice);
    }

    public Agenda Agenda { get; } = new();

    public Dice Dice { get; }

    public EstateClock StoreClock { get; }

    public Ledger Ledger { get; }

    public Truth Truth { get; }

    public Weather Weather { get; set; }

    /// <summary>What becomes of a host's call of the store, by its name; none to leave it to the weather.</summary>
    public Func<SimHost, string, CallFate>? Script { get; set; }

    /// <summary>How a job ends, and when; none to leave it to chance.</summary>
    public Func<JobAssignment, (JobOutcome Outcome, TimeSpan Takes)>? Plot { get; set; }

    public bool IsStoreAway { get; set; }

    public List<SimHost> Hosts { get; } = [];

    public List<SimWorker> Workers { get; } = [];

    /// <summary>What was found wrong first.</summary>
    public string? Complaint { get; private set; }

    public IReadOnlyCollection<string> Written => _lines;

    public int HostsEver { get; private set; }

    public static void Configure(PuddingOptions options)
    {
        (options.DefaultLimit, options.WindowSize) = (2, 3);
        (options.DefaultJobTimeout, options.StoreTimeout) = (TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(20));
        options.Queues.Add("linux");
        options.Queues.Add("osx");
        options.Tenants["a"] = new TenantOptions { MaxConcurrent = 3 };
        options.Tenants["c/p"] = new TenantOptions { MaxConcurrent = 2, BorrowIdle = true, BorrowCeiling = 4 };
    }

    public void Complain(string what)
    {
        if (Complaint is null)
            Write($"!!! {what}");
        Complaint ??= what;
    }

    public void Write(string line)
    {
        if (!_isVerbose)
            return;
        if (_lines.Count == Lines)
            _lines.Dequeue();
        _lines.Enqueue($"{Agenda.Step,6} {Agenda.Now:hh\\:mm\\:ss\\.fff} {line}");
    }

    private void Write(Call call, IReadOnlyList<PuddingEvent> events)
    {
        if (!_isVerbose)
            return;
        foreach (var happened in events.OfType<JobEvent>())
            Write($"{call.Kind} of {call.WorkerId}: {happened.GetType().Name} {happened.JobId} {(happened as JobAssigned)?.WorkerId}");
    }

    public SimHost AddHost()
    {
        Hosts.RemoveAll(static host => host.IsDead);
        var host = new SimHost(this, $"host{++HostsEver}");
        Hosts.Add(host);
        return host;
    }

    public SimWorker AddWorker(WorkerRegistration registration)
    {
        Workers.RemoveAll(static worker => worker.IsDead);
        var worker = new SimWorker(this, $"{registration.WorkerId}#{Agenda.Step}", registration);
        Workers.Add(worker);
        return worker;
    }

    /// <summary>Plays until some time, or until something is found wrong.</summary>
    public void PlayUntil(TimeSpan time)
    {
        // Answers go on at once, on the thread that gives them, only where no context wants them elsewhere.
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (Complaint is null && Agenda.TryStep(time))
            {
                if (Agenda.Step > 3_000_000)
                    Complain("There is no end of it.");
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>From now on nothing more goes wrong.</summary>
    public void Clear()
    {
        Write("--- calm");
        Weather = Weather.Calm;
        IsStoreAway = false;
    }

    /// <summary>A message to whichever host is there.</summary>
    public void Send<T>(Func<IWorkerTransport, ValueTask<T>> call, Action<T> answered, Action failed)
    {
        var copies = Dice.Chance(Weather.DoubledMessage) ? 2 : 1;
        for (var i = 0; i < copies; i++)
        {
            if (!Dice.Chance(Weather.LostMessage))
                Agenda.In(Delay(), () => Deliver(call, answered, failed));
        }
    }

    public void Deliver<T>(Func<IWorkerTransport, ValueTask<T>> call, Action<T> answered, Action failed)
    {
        if (PickHost() is { } host)
            host.Do(() => _ = DeliverAsync(host, call, answered, failed));
        else
            Agenda.In(Delay(), failed);
    }

    public SimHost? PickHost()
    {
        var alive = Hosts.Where(static host => !host.IsDead).ToList();
        return alive.Count > 0 ? Dice.Of(alive) : null;
    }

    /// <summary>How a job ends, and when.</summary>
    public (JobOutcome Outcome, TimeSpan Takes) Fate(JobAssignment assignment)
    {
        if (Plot is not null)
            return Plot(assignment);
        var takes = Dice.Chance(0.3) ? Dice.Seconds(0, 1) : Dice.Seconds(0, 130);
        if (takes >= assignment.Timeout)
            return (JobOutcome.TimedOut("It took too long."), assignment.Timeout);
        return (Dice.Below(20) switch
        {
            < 3 => JobOutcome.Failed("so it goes"),
            3 => JobOutcome.Requeue(Dice.Seconds(0, 60)),
            4 => JobOutcome.InfrastructureFailed("The disk is full."),
            5 => JobOutcome.Cancelled,
            _ => JobOutcome.Succeeded,
        }, takes);
    }

    /// <summary>Quotes, beside what a worker holds, what it does not: of others, of the past, of nobody.</summary>
    public IReadOnlyList<LeaseKey> Spoil(string worker, List<LeaseKey> held, IReadOnlyList<LeaseKey> former)
    {
        if (Dice.Chance(Forgery) && ForgeLease(worker, former) is var forged && !held.Contains(forged))
            held.Add(forged);
        return held;
    }

    /// <inheritdoc cref="Spoil(string, List{LeaseKey}, IReadOnlyList{LeaseKey})" />
    public IReadOnlyList<JobResult> Spoil(string worker, List<JobResult> results, IReadOnlyList<LeaseKey> former)
    {
        var outcome = Dice.Chance(0.5) ? JobOutcome.Succeeded : JobOutcome.Failed("forged");
        if (Dice.Chance(Forgery) && ForgeLease(worker, former) is var forged && !results.Any(result => result.Lease == forged))
            results.Add(new JobResult { Lease = forged, Outcome = outcome, RanFor = TimeSpan.FromSeconds(1) });
        return results;
    }

    /// <summary>How often a message quotes what is not its sender's.</summary>
    public double Forgery { get; set; }

    public void Dispose()
    {
        foreach (var host in Hosts)
            host.Die();
        Truth.Dispose();
    }

    private LeaseKey ForgeLease(string worker, IReadOnlyList<LeaseKey> former)
    {
        var active = Truth.ReadActive();
        var others = active.Where(job => job.WorkerId != worker).Select(static job => new LeaseKey(job.Id, job.FencingToken)).ToList();
        List<LeaseKey> past = [.. former.Where(lease => !active.Any(job => job.Id == lease.JobId && job.FencingToken == lease.FencingToken))];
        return Dice.Below(4) switch
        {
            0 when past.Count > 0 => Dice.Of(past),
            1 when others.Count > 0 => Dice.Of(others) is var other ? other with { FencingToken = other.FencingToken + Dice.From(-2, 2) } : default,
            2 when others.Count > 0 => Dice.Of(others),
            _ => new LeaseKey(new JobId(Dice.Id()), Dice.Below(10)),
        };
    }

    private async Task DeliverAsync<T>(SimHost host, Func<IWorkerTransport, ValueTask<T>> call, Action<T> answered, Action failed)
    {
        try
        {
            var answer = await call(host.Gateway).ConfigureAwait(false);
            if (!Dice.Chance(Weather.LostMessage))
                Agenda.In(Delay(), () => answered(answer));
        }
        catch (JobStoreUnavailableException)
        {
            Agenda.In(Delay(), failed);
        }
        catch (Exception exception)
        {
            Complain($"A message made {host.Name} throw: {exception}");
        }
    }

    private void Announce(StoreChange change)
    {
        if (change.Kind is StoreChangeKind.Happened or StoreChangeKind.Logged)
            return;
        foreach (var host in Hosts)
        {
            var copies = Dice.Chance(Weather.DoubledHint) ? 2 : 1;
            for (var i = 0; i < copies; i++)
            {
                if (!Dice.Chance(Weather.LostHint))
                    Agenda.In(Dice.Chance(Weather.LateHint) ? Dice.Seconds(0, 40) : Dice.Seconds(0, 0.05), () => host.Hint(change));
            }
        }
    }

    private TimeSpan Delay() => Dice.Chance(Weather.SlowMessage) ? Dice.Seconds(0, 90) : Dice.Seconds(0, 0.3);
}
