using Microsoft.Extensions.DependencyInjection;
using Pudding.Events;
using Pudding.Hosting;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Tests.Faults.Checks;
using Pudding.Workers;

namespace Pudding.Tests.Faults.Simulated;

/// <summary>The one store. Every call is written up by the <see cref="Checks.Ledger"/>, and its hints go out.</summary>
internal sealed class Truth : IDisposable
{
    private static readonly StoreChange Mark = new() { Kind = StoreChangeKind.Logged, Queue = "mark" };

    private readonly ServiceProvider _services;
    private readonly IJobStore _jobs;
    private readonly IWorkerStore _workers;
    private readonly ICellStore _cells;
    private readonly IBatonStore _baton;
    private readonly IPolicyStore _policies;
    private readonly IEventStore _events;
    private readonly ChangeHub _hub;
    private readonly IAsyncEnumerator<StoreChange> _hints;
    private long _seen;

    public Truth(EstateClock clock, IIdSource ids, Ledger ledger)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(ids);
        services.AddPudding().UseInMemoryStore();
        Registrations = services;
        _services = services.BuildServiceProvider();
        _jobs = _services.GetRequiredService<IJobStore>();
        _workers = _services.GetRequiredService<IWorkerStore>();
        _cells = _services.GetRequiredService<ICellStore>();
        _baton = _services.GetRequiredService<IBatonStore>();
        _policies = _services.GetRequiredService<IPolicyStore>();
        _events = _services.GetRequiredService<IEventStore>();
        _hub = (ChangeHub)_services.GetRequiredService<IChangeFeed>();
        _hints = _hub.WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        Ledger = ledger;
        ledger.Store = this;
        NextHint();
    }

    public Ledger Ledger { get; }

    public IServiceCollection Registrations { get; }

    public IServiceProvider Services => _services;

    public Action<StoreChange> Announce { get; set; } = static _ => { };

    /// <summary>Told what was done, and what came of it.</summary>
    public Action<Call, IReadOnlyList<PuddingEvent>> Write { get; set; } = static (_, _) => { };

    public EnqueueResult Enqueue(NewJobGroup group) => Do(new Call(CallKind.Enqueue) { Group = group }, () => _jobs.EnqueueAsync(group, default), null);

    public JobGroup? FindGroup(JobGroupId group) => Read(_jobs.FindGroupAsync(group, default));

    public Job? FindJob(JobId job) => Read(_jobs.FindJobAsync(job, default));

    public HeadPage ReadHeads(HeadQuery query) => Read(_jobs.ReadHeadsAsync(query, default));

    public IReadOnlyList<ActiveJob> ReadActive() => Read(_jobs.ReadActiveAsync(default));

    public IReadOnlyList<ClaimResult> Claim(ClaimBatch batch) =>
        Do(new Call(CallKind.Claim) { Claims = batch }, () => _jobs.ClaimAsync(batch, default), Ledger.OnClaimed);

    public IReadOnlyList<JobId> Cancel(CancelRequest request) =>
        Do(new Call(CallKind.Cancel) { Cancel = request }, () => _jobs.CancelAsync(request, default), null);

    public IReadOnlyList<SweptJob> Sweep(SweepRequest request) =>
        Do(new Call(CallKind.Sweep) { Sweep = request }, () => _jobs.SweepAsync(request, default), Ledger.OnSwept);

    public ConnectReply Connect(WorkerRegistration registration) =>
        Do(new Call(CallKind.Connect) { WorkerId = registration.WorkerId }, () => _workers.ConnectAsync(registration, default), (_, reply) => Ledger.OnConnected(registration, reply));

    public HeartbeatReply Heartbeat(Heartbeat heartbeat) =>
        Do(new Call(CallKind.Heartbeat) { WorkerId = heartbeat.WorkerId, Heartbeat = heartbeat }, () => _workers.HeartbeatAsync(heartbeat, default), Ledger.OnHeartbeat);

    public WorkerInbox ReadInbox(string workerId, long session) => Read(_workers.ReadInboxAsync(workerId, session, default));

    public bool Disconnect(string workerId, long session) => Do(
        new Call(CallKind.Disconnect) { WorkerId = workerId, Session = session },
        () =>
        {
            Read(_workers.DisconnectAsync(workerId, session, default));
            return new ValueTask<bool>(true);
        },
        Ledger.OnDisconnected);

    public IReadOnlyList<WorkerCell> ReadCells() => Read(_workers.ReadCellsAsync(default));

    public CellState? FindCell(CellKey key) => Read(_cells.FindAsync(key, default));

    public CellResult Apply(CellCommand command) => Do(new Call(CallKind.Cell) { Cell = command }, () => _cells.ApplyAsync(command, default), null);

    public long? Acquire(string holder, TimeSpan duration) =>
        Do(new Call(CallKind.Other), () => _baton.AcquireAsync(holder, duration, default), (_, epoch) => Ledger.OnAcquired(holder, duration, epoch));

    public bool Release(string holder) => Do(
        new Call(CallKind.Other),
        () =>
        {
            Read(_baton.ReleaseAsync(holder, default));
            return new ValueTask<bool>(true);
        },
        (_, _) => Ledger.OnReleased(holder));

    public bool Publish(PolicyDefaults defaults, long epoch) => Do(
        new Call(CallKind.Other),
        () => _policies.PublishAsync(defaults, epoch, default),
        (_, done) => Ledger.OnPublished(ReadPolicies().InForce.Tenants, epoch, done));

    public PolicyState ReadPolicies() => Read(_policies.ReadAsync(default));

    public void Dispose() => _services.Dispose();

    /// <summary>The in-memory store never waits.</summary>
    private static T Read<T>(ValueTask<T> call) => call.IsCompleted ? call.GetAwaiter().GetResult() : throw new InvalidOperationException("A call has waited.");

    private static void Read(ValueTask call)
    {
        if (!call.IsCompleted)
            throw new InvalidOperationException("A call has waited.");
        call.GetAwaiter().GetResult();
    }

    private T Do<T>(Call call, Func<ValueTask<T>> execute, Action<Call, T>? check)
    {
        var result = Read(execute());
        var events = Read(_events.ReadAsync(_seen, int.MaxValue, default)).Events;
        _seen += events.Count;
        Write(call, events);
        Ledger.TakeIn(call, events);
        check?.Invoke(call, result);
        Ledger.Compare();
        _hub.Publish(Mark);
        while (NextHint() is var hint && hint != Mark)
            Announce(hint);
        return result;
    }

    private StoreChange NextHint()
    {
        // There is always one: the mark was put in behind the others.
        if (!Read(_hints.MoveNextAsync()))
            throw new InvalidOperationException("The hints have ended.");
        return _hints.Current;
    }
}
