using Pudding.Hosting;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Pools;
using Pudding.Tests.Dispatch;
using Pudding.Workers;
using Microsoft.Extensions.DependencyInjection;
using Pudding.Storage;

namespace Pudding.Tests.Pools;

/// <summary>A pool over a simulated cloud on fake time: real store, dispatcher and pool; machines whose workers boot, work and die as the test says.</summary>
internal sealed class PoolFarm : IDisposable
{
    public const string Pool = "linux";

    private readonly Dictionary<string, Machine> _machines = [];
    private readonly Random _random;

    public PoolFarm(int seed = 1, double faultRate = 0, Action<IPoolBuilder>? configure = null)
    {
        _random = new Random(seed);
        Farm = new FakeFarm(
            options =>
            {
                options.EstateId = "estate";
                options.DefaultLimit = 100;
            },
            pudding => pudding
                .AddEnrolment(enrolment =>
                {
                    enrolment.SigningSecrets.Add(new string('s', 40));
                    enrolment.PublicUrl = new Uri("https://farm.example");
                })
                .AddPool(Pool, pool =>
                {
                    pool.Serves("linux").Slots(2).Scale(min: 0, max: 3, TimeSpan.FromSeconds(60));
                    pool.UseProvider((services, _) => Cloud = new SimulatedCloud(services.GetRequiredService<TimeProvider>(), _random, faultRate));
                    configure?.Invoke(pool);
                }));
        Controller = Farm.Get<LocalPools>().Controllers[0];
        Cloud!.OnTerminate = machine => KilledJobs += NameOf(machine) is { } name && _machines.TryGetValue(name, out var there) ? there.Running.Count : 0;
    }

    public FakeFarm Farm { get; }

    public SimulatedCloud? Cloud { get; private set; }

    public PoolController Controller { get; }

    /// <summary>Jobs that ran on a machine as the pool terminated it. Never.</summary>
    public int KilledJobs { get; private set; }

    public IReadOnlyList<PoolInstance> Instances => Controller.Status.Instances;

    /// <summary>A round of the pool, with the scheduler's beside it.</summary>
    public async Task RoundAsync()
    {
        await Farm.DispatchAsync();
        var round = Controller.RunOnceAsync(CancellationToken.None).AsTask();
        while (!round.IsCompleted)
        {
            await Farm.DispatchAsync();
            await Task.Yield();
        }

        await round;
    }

    /// <summary>Every machine of the cloud that has come up connects and beats; its jobs end by chance.</summary>
    /// <param name="bootChance">How likely one that is booting comes up now.</param>
    /// <param name="finishChance">How likely each job ends now.</param>
    public async Task MachinesAsync(double bootChance = 1, double finishChance = 1)
    {
        foreach (var instance in Cloud!.Alive.ToList())
        {
            var name = NameOf(instance)!;
            if (!_machines.TryGetValue(name, out var machine))
            {
                if (_random.NextDouble() >= bootChance)
                    continue;
                _machines[name] = machine = new Machine();
                var status = await Farm.ConnectAsync(new WorkerRegistration { WorkerId = name, InstanceId = name, Slots = 2, Queues = ["linux"] });
                machine.IsRetired = status == ConnectStatus.Retired;
            }

            if (!machine.IsRetired)
                await BeatAsync(name, machine, finishChance);
        }

        foreach (var gone in _machines.Keys.Except(Cloud.Alive.Select(NameOf)).ToList())
            _machines.Remove(gone!);
    }

    public void Die(string instanceId) => Cloud!.Die(Cloud.Alive.Single(instance => NameOf(instance) == instanceId));

    public void Dispose() => Farm.Dispose();

    private static string? NameOf(ProviderInstance instance) =>
        instance.IntentId is { } id ? new PoolIntent { Id = id, DecidedAt = default, Image = "" }.InstanceIdIn(Pool) : null;

    private async Task BeatAsync(string name, Machine machine, double finishChance)
    {
        var results = machine.Running.Where(_ => _random.NextDouble() < finishChance)
            .Select(static lease => new JobResult { Lease = lease, Outcome = JobOutcome.Succeeded, RanFor = TimeSpan.FromSeconds(1) })
            .ToList();
        machine.Running.ExceptWith(results.Select(static result => result.Lease));
        var reply = await Farm.BeatAsync(name, free: 2 - machine.Running.Count, machine.Running.ToList(), results);
        machine.IsRetired = reply.Status == HeartbeatStatus.Retired;
        machine.Running.ExceptWith(reply.Lost);
        machine.Running.UnionWith(reply.Assignments.Select(static job => job.Lease));
        if (reply.Assignments.Count > 0)
            await Farm.BeatAsync(name, free: 2 - machine.Running.Count, machine.Running.ToList());
    }

    private sealed class Machine
    {
        public HashSet<LeaseKey> Running { get; } = [];

        public bool IsRetired { get; set; }
    }
}
