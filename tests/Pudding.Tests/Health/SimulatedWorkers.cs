using Pudding.Events;
using Pudding.Health;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Tests.Health;

/// <summary>Workers whose jobs end by chance, and the judge that follows them. One job starts and ends after the other.</summary>
internal sealed class SimulatedWorkers(int seed, HealthOptions options)
{
    private static readonly TenantPath[] Tenants = [.. Enumerable.Range(0, 5).Select(i => TenantPath.Parse($"org/p{i}"))];

    private readonly Random _random = new(seed);
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public HealthBook Book { get; } = new(options);

    /// <summary>How likely a job of each tenant is to fail on a worker that is well. The builds of the last one always fail.</summary>
    public double[] Rates { get; init; } = [0.02, 0.05, 0.1, 0.3, 1];

    /// <summary>How likely a commit is to be broken: then all of its jobs fail, wherever they run.</summary>
    public double Broken { get; init; } = 0.1;

    public int Workers { get; init; } = 8;

    public TimeSpan BetweenJobs { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many jobs a worker has ended.</summary>
    public Dictionary<string, int> Ended { get; } = [];

    /// <summary>Runs groups of one to six jobs on workers chosen by chance.</summary>
    /// <param name="jobs">How many jobs, about.</param>
    /// <param name="failureOfWorker">How likely a worker is to make a job fail that would not.</param>
    /// <param name="onSick">Called with whom the judge takes for sick.</param>
    public void Run(int jobs, Func<string, double> failureOfWorker, Action<CellKey> onSick)
    {
        while (jobs > 0)
        {
            var group = new JobGroupId(Guid());
            var tenant = _random.Next(Tenants.Length);
            var isBroken = _random.NextDouble() < Broken;
            for (var size = _random.Next(1, 7); size > 0 && jobs > 0; size--, jobs--)
            {
                _now += BetweenJobs;
                var worker = $"w{_random.Next(Workers)}";
                var hasFailed = isBroken | _random.NextDouble() < Rates[tenant] | _random.NextDouble() < failureOfWorker(worker);
                RunOne(new JobId(Guid()), group, Tenants[tenant], worker, hasFailed);
                foreach (var subject in Book.Due.ToList())
                {
                    if (HealthJudge.Judge(Book.EvidenceOf(subject), options) is not null)
                        onSick(subject);
                    Book.Settle(subject);
                }
            }
        }
    }

    private void RunOne(JobId job, JobGroupId group, TenantPath tenant, string worker, bool hasFailed)
    {
        Book.Follow(new JobAssigned { At = _now, JobId = job, GroupId = group, Tenant = tenant, Queue = "linux", WorkerId = worker });
        Book.Follow(new JobFinished
        {
            At = _now, JobId = job, GroupId = group, Tenant = tenant, Queue = "linux", WorkerId = worker, HeldFor = TimeSpan.FromSeconds(1),
            State = hasFailed ? JobState.Failed : JobState.Succeeded, Cause = hasFailed ? JobCause.HandlerFailed : JobCause.None,
        });
        Ended[worker] = Ended.GetValueOrDefault(worker) + 1;
    }

    private Guid Guid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
