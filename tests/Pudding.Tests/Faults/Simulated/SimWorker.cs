using Pudding.Jobs;
using Pudding.Workers;

namespace Pudding.Tests.Faults.Simulated;

/// <summary>One worker process that keeps to the protocol, whatever happens to it: it may freeze and go on, die, and have its name taken by another.</summary>
internal sealed class SimWorker
{
    /// <summary>How long before its end a lease counts as over: the clocks differ by less.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Estate _estate;
    private readonly EstateClock _clock;
    private readonly WorkerRegistration _registration;
    private readonly Dictionary<LeaseKey, Held> _running = [];
    private readonly Dictionary<LeaseKey, JobResult> _results = [];
    private readonly List<LeaseKey> _former = [];
    private readonly Queue<Action> _putOff = new();
    private object? _question;
    private TimeSpan _frozenUntil;
    private long _session;
    private long _sequence;
    private bool _isDraining;

    public SimWorker(Estate estate, string name, WorkerRegistration registration)
    {
        _estate = estate;
        Name = name;
        _registration = registration;
        _clock = new EstateClock(estate.Agenda, 1 + ((estate.Dice.Number() - 0.5) * 0.04));
        _estate.Agenda.In(estate.Dice.Seconds(0, 5), () => Do(Beat));
    }

    /// <summary>Names the process: several may have had the worker's id.</summary>
    public string Name { get; }

    public string Id => _registration.WorkerId;

    public WorkerRegistration Registration => _registration;

    public bool IsDead { get; private set; }

    public long Session => _session;

    public long Sequence => _sequence;

    public IReadOnlyCollection<LeaseKey> Leases => _running.Keys;

    public void Freeze(TimeSpan time)
    {
        _estate.Write($"{Name} freezes for {time}");
        _frozenUntil = _estate.Agenda.Now + time;
        _estate.Agenda.At(_frozenUntil, GoOn);
    }

    public void Thaw()
    {
        _frozenUntil = _estate.Agenda.Now;
        GoOn();
    }

    public void Die()
    {
        if (!IsDead)
            _estate.Write($"{Name} dies");
        IsDead = true;
        foreach (var lease in _running.Keys)
            _estate.Ledger.LetGo(Name, lease);
    }

    /// <summary>Takes no more jobs, and leaves when it has none.</summary>
    public void Drain() => _isDraining = true;

    private void Do(Action action)
    {
        if (IsDead)
            return;
        if (_frozenUntil > _estate.Agenda.Now)
            _putOff.Enqueue(action);
        else
            action();
    }

    /// <summary>What was due meanwhile is done now, all of it: also that a job has run for too long.</summary>
    private void GoOn()
    {
        while (_frozenUntil <= _estate.Agenda.Now && _putOff.TryDequeue(out var action))
            Do(action);
    }

    private void Beat()
    {
        if (_question is not null)
            return;
        if (_isDraining && _running.Count == 0 && _results.Count == 0)
        {
            _estate.Send(gateway => new ValueTask<bool>(LeaveAsync(gateway, _session)), static _ => { }, static () => { });
            Die();
            return;
        }

        if (_session == 0)
            Ask(gateway => gateway.ConnectAsync(_registration, CancellationToken.None), OnConnected);
        else
            SendHeartbeat();
    }

    private async Task<bool> LeaveAsync(IWorkerTransport gateway, long session)
    {
        await gateway.DisconnectAsync(Id, session, CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    private void SendHeartbeat()
    {
        var heartbeat = new Heartbeat
        {
            WorkerId = Id,
            Session = _session,
            Sequence = ++_sequence,
            FreeSlots = _isDraining ? 0 : Math.Max(0, _registration.Slots - _running.Count),
            Held = _estate.Spoil(Id, [.. _running.Keys], _former),
            Stopping = [.. _running.Values.Where(static held => held.IsStopping).Select(static held => held.Lease)],
            Results = _estate.Spoil(Id, [.. _results.Values], _former),
        };
        var sentAt = _clock.Elapsed;
        Ask(gateway => gateway.HeartbeatAsync(heartbeat, CancellationToken.None), reply => OnReply(reply, sentAt));
    }

    /// <summary>Asks, and takes the first answer; after a while without one, or when there is news, asks anew.</summary>
    private void Ask<T>(Func<IWorkerTransport, ValueTask<T>> call, Action<T> answered)
    {
        var question = new object();
        _question = question;
        _estate.Send(call, reply => Answer(() => answered(reply)), () => Answer(() => Again(_estate.Dice.Seconds(0.3, 5))));
        _estate.Agenda.In(_estate.Dice.Seconds(8, 15), () => Answer(Beat));

        void Answer(Action action) => Do(() =>
        {
            if (_question != question)
                return;
            _question = null;
            action();
        });
    }

    private void Again(TimeSpan delay) => _estate.Agenda.In(delay, () => Do(Beat));

    private void News()
    {
        if (_estate.Dice.Chance(0.5))
            _question = null; // what is on its way may arrive after what is sent now
        Beat();
    }

    private void OnConnected(ConnectReply reply)
    {
        if (reply.Status == ConnectStatus.Retired)
        {
            Die();
            return;
        }

        _session = reply.Session;
        _sequence = 0;
        Beat();
    }

    private void OnReply(HeartbeatReply reply, TimeSpan sentAt)
    {
        if (reply.Status == HeartbeatStatus.Retired)
        {
            Die();
            return;
        }

        if (reply.Status == HeartbeatStatus.UnknownSession)
        {
            _session = 0;
            Again(TimeSpan.FromSeconds(1));
            return;
        }

        if (reply.Status == HeartbeatStatus.Accepted)
            Apply(reply, sentAt);
        Again(Interval);
    }

    private void Apply(HeartbeatReply reply, TimeSpan sentAt)
    {
        foreach (var lease in reply.Settled)
            _results.Remove(lease);
        foreach (var lease in reply.Renewed)
        {
            if (_running.GetValueOrDefault(lease) is { } held)
                Trust(held, sentAt + held.Assignment.LeaseDuration);
        }

        foreach (var lease in reply.Lost)
            Drop(lease);
        foreach (var lease in reply.Cancel)
        {
            if (_running.GetValueOrDefault(lease) is { IsStopping: false } held)
                Stop(held);
        }

        foreach (var assignment in reply.Assignments)
            Accept(assignment, reply.Cancel.Contains(assignment.Lease), sentAt);
    }

    private void Accept(JobAssignment assignment, bool isCancelled, TimeSpan sentAt)
    {
        if (_running.ContainsKey(assignment.Lease) || _results.ContainsKey(assignment.Lease))
            return;
        if (isCancelled || _isDraining)
        {
            var outcome = isCancelled ? JobOutcome.Cancelled : JobOutcome.Requeue(TimeSpan.Zero);
            _results[assignment.Lease] = new JobResult { Lease = assignment.Lease, Outcome = outcome, RanFor = TimeSpan.Zero };
            _estate.Agenda.In(TimeSpan.Zero, () => Do(News));
            return;
        }

        var (outcomeOfRun, takes) = _estate.Fate(assignment);
        var held = new Held(assignment) { StartedAt = _clock.Elapsed, Outcome = outcomeOfRun };
        _running[assignment.Lease] = held;
        Trust(held, sentAt + assignment.LeaseRemaining);
        _estate.Agenda.In(takes, () => Do(() => End(held, held.Outcome)));
        _estate.Agenda.In(TimeSpan.Zero, () => Do(News));
    }

    private void Trust(Held held, TimeSpan until)
    {
        held.Until = until - Margin;
        var left = (held.Until - _clock.Elapsed) / _clock.Rate;
        _estate.Ledger.Hold(Name, held.Lease, _estate.Agenda.Now + left);
        _estate.Agenda.In(left, () => Do(() =>
        {
            if (_clock.Elapsed >= held.Until - TimeSpan.FromTicks(10))
                End(held, JobOutcome.Requeue(TimeSpan.Zero, "Its lease ran out."));
        }));
    }

    /// <summary>Most handlers stop when they are told to; some take longer than anybody waits.</summary>
    private void Stop(Held held)
    {
        held.IsStopping = true;
        var takes = _estate.Dice.Chance(0.2) ? _estate.Dice.Seconds(60, 300) : _estate.Dice.Seconds(0, 20);
        _estate.Agenda.In(takes, () => Do(() => End(held, _estate.Dice.Chance(0.2) ? JobOutcome.Succeeded : JobOutcome.Cancelled)));
    }

    private void End(Held held, JobOutcome outcome)
    {
        if (!_running.ContainsKey(held.Lease))
            return;
        Drop(held.Lease);
        _results[held.Lease] = new JobResult { Lease = held.Lease, Outcome = outcome, RanFor = _clock.Elapsed - held.StartedAt };
        News();
    }

    private void Drop(LeaseKey lease)
    {
        if (!_running.Remove(lease))
            return;
        _former.Add(lease);
        _estate.Ledger.LetGo(Name, lease);
    }
}
