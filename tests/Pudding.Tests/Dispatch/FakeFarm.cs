using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Dispatch;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Workers;

namespace Pudding.Tests.Dispatch;

/// <summary>The real store, gateway and dispatcher on fake time, with the dispatcher's rounds and the workers' heartbeats made by hand.</summary>
internal sealed class FakeFarm : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly Dictionary<string, (long Session, long Sequence)> _workers = [];

    public FakeFarm(Action<PuddingOptions>? configure = null, Action<IPuddingBuilder>? add = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IHostApplicationLifetime>(new NeverStopping());
        var pudding = services.AddPudding(configure).UseInMemoryStore().AddQueue("linux").AddQueue("osx");
        add?.Invoke(pudding);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        // Between the rounds that a test makes, others are taken to have found nothing to do.
        Clock.WhilePassing = Get<LeaseHold>().OnSwept;
    }

    public SkewedClock Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public IJobClient Client => Get<IJobClient>();

    public IWorkerTransport Transport => Get<IWorkerTransport>();

    public IServiceProvider Services => _services;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<IReadOnlyList<Job>> EnqueueAsync(string tenant, int count = 1, Func<JobRequest, JobRequest>? with = null)
    {
        var request = new JobRequest { Tenant = TenantPath.Parse(tenant), Queue = "linux" };
        var group = await Client.EnqueueAsync(JobGroupRequest.Of([.. Enumerable.Repeat(with?.Invoke(request) ?? request, count)]));
        return group.Jobs;
    }

    public Task ConnectAsync(string worker, int slots = 1, params string[] queues) =>
        ConnectAsync(new WorkerRegistration { WorkerId = worker, Slots = slots, Queues = queues.Length > 0 ? queues : ["linux"] });

    public async Task<ConnectStatus> ConnectAsync(WorkerRegistration registration)
    {
        var reply = await Transport.ConnectAsync(registration, CancellationToken.None);
        _workers[registration.WorkerId] = (reply.Session, 0);
        return reply.Status;
    }

    /// <summary>A worker's next heartbeat.</summary>
    public async Task<HeartbeatReply> BeatAsync(
        string worker, int free = 0, IEnumerable<LeaseKey>? held = null, IEnumerable<JobResult>? results = null)
    {
        var (session, sequence) = _workers[worker];
        _workers[worker] = (session, sequence + 1);
        return await Transport.HeartbeatAsync(Heartbeat(worker, free, held, results) with { Sequence = sequence + 1 }, CancellationToken.None);
    }

    public Heartbeat Heartbeat(string worker, int free = 0, IEnumerable<LeaseKey>? held = null, IEnumerable<JobResult>? results = null) => new()
    {
        WorkerId = worker,
        Session = _workers[worker].Session,
        Sequence = _workers[worker].Sequence,
        FreeSlots = free,
        Held = [.. held ?? []],
        Results = [.. results ?? []],
    };

    /// <summary>A round of the dispatcher that reads everything.</summary>
    public async Task DispatchAsync()
    {
        Get<Dispatcher>().OnChange(new StoreChange { Kind = StoreChangeKind.Missed });
        await Get<Dispatcher>().RunOnceAsync(CancellationToken.None);
    }

    /// <summary>A worker offers its slots, the dispatcher decides, and the worker comes back for what it got.</summary>
    public async Task<IReadOnlyList<JobAssignment>> FetchAsync(string worker, int free = 1)
    {
        await BeatAsync(worker, free);
        await DispatchAsync();
        return (await BeatAsync(worker)).Assignments;
    }

    public async Task<Job> FindAsync(JobId id) => (await Client.FindJobAsync(id))!;

    public void Dispose() => _services.Dispose();

    private sealed class NeverStopping : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
