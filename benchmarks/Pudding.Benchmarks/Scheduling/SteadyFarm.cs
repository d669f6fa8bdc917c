using System.Runtime.CompilerServices;
using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Scheduling.Snapshots;
using Pudding.Tenants;

namespace Pudding.Benchmarks.Scheduling;

/// <summary>A farm that has been busy for long: every slot is taken, every tenant has jobs waiting, keys are spread, memory is in no order.</summary>
/// <remarks>
/// <para>Slots end at random, so runtimes are exponentially distributed. Such a farm's keys lie, above the least, in the same distribution: that is how
/// they are dealt out at the start, at random, so that a tenant's key has nothing to do with its place in memory. Jobs are enqueued in random order too.</para>
/// <para>A stretch of measured operations takes jobs away; between stretches they are put back.</para>
/// </remarks>
internal sealed class SteadyFarm
{
    /// <summary>How many operations are measured at a time: few beside the jobs that wait.</summary>
    public const int Stretch = 2048;

    private const int Slots = 1024;
    private const int MinWaiting = 4;
    private const int MaxWaiting = 64;
    private const int WaitingInAll = 1 << 18;
    private const int HeartbeatsPerJob = 30;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(0.7);

    private readonly Random _random = new(4711);
    private readonly TenantPath[] _tenants;
    private readonly FairScheduler _scheduler;
    private readonly QueueKey[] _queues;
    private readonly JobTicket[] _running;
    private readonly int _waitingEach;
    private readonly JobTicket[] _waiting; // by place: each tenant has as many places as jobs
    private readonly int[] _emptied = new int[Stretch]; // places
    private readonly JobTicket[] _victims = new JobTicket[Stretch];
    private readonly TenantPath[] _comers = new TenantPath[Stretch];
    private Dice _dice = new();
    private int _emptiedCount;
    private long _now = TimeSpan.TicksPerDay * 1000;
    private long _sequence;

    /// <summary>Builds a farm.</summary>
    /// <param name="tenants">How many there are.</param>
    /// <param name="shape">How they are arranged.</param>
    /// <param name="blocking">Whether every start blocks its tenant, and every end frees one: a limit of one job for each tenant, and for organisations
    /// one just above their share of the slots.</param>
    /// <param name="waiting">How many jobs wait for each tenant; by default at most the dispatcher's standard window, and less where many tenants are.</param>
    public SteadyFarm(int tenants, Shape shape, bool blocking = false, int? waiting = null)
    {
        var projects = shape == Shape.Flat ? tenants : (int)Math.Sqrt(tenants);
        var organisations = tenants / projects;
        tenants = projects * organisations;
        _tenants = new TenantPath[tenants];
        for (var i = 0; i < tenants; i++)
            _tenants[i] = TenantPath.Parse(shape == Shape.Flat ? $"t{i}" : $"o{i / projects}/p{i % projects}");

        _running = new JobTicket[blocking ? Math.Min(Slots, tenants / 2) : Slots];
        var options = new FairSchedulerOptions
        {
            InitialRuntime = TimeSpan.FromTicks(Runtimes.Mean),
            Policies = !blocking ? new TenantPolicies(int.MaxValue)
                : shape == Shape.Flat ? new TenantPolicies(1)
                : new TenantPolicies(1, Enumerable.Range(0, organisations).Select(number => KeyValuePair.Create(
                    TenantPath.Parse($"o{number}"), new TenantPolicy { MaxConcurrent = (_running.Length / organisations) + 1 }))),
        };
        _scheduler = FairScheduler.Restore(Deal(organisations, projects), options, TimeSpan.FromTicks(_now), TimeSpan.Zero);
        _queues = [_scheduler.Queue("linux")];
        _waitingEach = waiting ?? Math.Clamp(WaitingInAll / tenants, MinWaiting, MaxWaiting);
        _waiting = new JobTicket[tenants * _waitingEach];

        Fill();
        Settle(Refill, () =>
        {
            for (var i = 0; i < Stretch; i++)
                StartAndFinish();
        });
        Refill();
    }

    /// <summary>The operation: a slot's job ends, is charged for what it really used, and the slot goes to whose turn it is.</summary>
    public void StartAndFinish()
    {
        var slot = _dice.Next(_running.Length);
        _now += Runtimes.Mean / _running.Length;
        _scheduler.Finish(_running[slot], TimeSpan.FromTicks(_now));
        Start(slot);
    }

    /// <summary>Charges a running job for what it has used since it was charged last.</summary>
    public void Heartbeat()
    {
        _now += Runtimes.Mean / HeartbeatsPerJob / _running.Length;
        _scheduler.Charge(_running[_dice.Next(_running.Length)], TimeSpan.FromTicks(_now));
    }

    /// <summary>Cancels one of the jobs that were drawn.</summary>
    public void Cancel(int number) => _scheduler.Remove(_victims[number]);

    /// <summary>Enqueues a job in place of one that was drawn and cancelled.</summary>
    public void Enqueue(int number) =>
        _victims[number] = _scheduler.Add(_comers[number], _queues[0], Id(_emptied[number]), priority: 0, sequence: ++_sequence);

    /// <summary>Ends and starts jobs as happens during a stretch of heartbeats.</summary>
    public void PrepareHeartbeats()
    {
        for (var i = 0; i < Stretch / HeartbeatsPerJob; i++)
            StartAndFinish();
        Refill();
    }

    /// <summary>Draws the jobs that are to be cancelled.</summary>
    public void PrepareCancels()
    {
        Refill();
        Draw();
    }

    /// <summary>Cancels jobs, so that others can be enqueued. Their tenants come as new strings, as if just read.</summary>
    public void PrepareEnqueues()
    {
        for (var i = 0; i < _emptiedCount; i++)
            _waiting[_emptied[i]] = _victims[i];
        _emptiedCount = 0;
        Draw();
        for (var i = 0; i < Stretch; i++)
        {
            Cancel(i);
            _comers[i] = TenantPath.Parse(new string(TenantOf(_emptied[i]).Value.AsSpan()));
        }
    }

    /// <summary>Puts back what the last stretch has taken.</summary>
    public void Refill()
    {
        foreach (var place in _emptied.AsSpan(0, _emptiedCount))
            Add(place);
        _emptiedCount = 0;
    }

    /// <summary>Repeats a stretch until keys are spread and the runtime has compiled it for good.</summary>
    public static void Settle(Action prepare, Action stretch)
    {
        const int MinStretches = 64;
        var end = Environment.TickCount64 + (long)Settling.TotalMilliseconds;
        for (var number = 0; number < MinStretches || Environment.TickCount64 < end; number++)
        {
            prepare();
            stretch();
        }
    }

    private static JobId Id(int place) => new(Unsafe.BitCast<UInt128, Guid>((UInt128)(uint)place));

    /// <summary>What everybody has used so far. Organisations are equal, and part as the farm settles.</summary>
    private SchedulerSnapshot Deal(int organisations, int projects)
    {
        var used = Enumerable.Range(0, organisations).SelectMany(_ => Runtimes.Draw(projects, _random)).ToArray();
        return new SchedulerSnapshot
        {
            Serial = 0,
            Created = 0,
            Queues = [new QueueUsage { Name = "linux", LastServed = 0, Floor = 0 }],
            Tenants = [.. Shuffled(_tenants.Length).Select(tenant => new TenantUsage
            {
                Tenant = _tenants[tenant],
                Queue = "linux",
                Consumed = used[tenant] / TimeSpan.TicksPerMicrosecond,
                Tie = tenant - _tenants.Length,
                WasEligible = true,
            })],
            Rates = [],
        };
    }

    private void Fill()
    {
        for (var round = 0; round < _waitingEach; round++)
        {
            foreach (var tenant in Shuffled(_tenants.Length))
                Add((tenant * _waitingEach) + round);
        }

        for (var slot = 0; slot < _running.Length; slot++)
            Start(slot);
        Refill();
    }

    private int[] Shuffled(int count)
    {
        var numbers = Enumerable.Range(0, count).ToArray();
        _random.Shuffle(numbers);
        return numbers;
    }

    private void Start(int slot)
    {
        if (!_scheduler.TryStart(_queues, TimeSpan.FromTicks(_now), out var started))
            throw new InvalidOperationException("Nothing is eligible.");
        _running[slot] = started.Ticket;
        _emptied[_emptiedCount++] = (int)Unsafe.BitCast<Guid, UInt128>(started.JobId.Value);
    }

    private void Add(int place) => _waiting[place] = _scheduler.Add(TenantOf(place), _queues[0], Id(place), priority: 0, sequence: ++_sequence);

    private TenantPath TenantOf(int place) => _tenants[place / _waitingEach];

    /// <summary>Chooses the waiting jobs of a stretch, each once.</summary>
    private void Draw()
    {
        while (_emptiedCount < Stretch)
        {
            var place = _dice.Next(_waiting.Length);
            if (_waiting[place] == default)
                continue;
            _victims[_emptiedCount] = _waiting[place];
            _waiting[place] = default;
            _emptied[_emptiedCount++] = place;
        }
    }
}
