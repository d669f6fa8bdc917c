using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Pudding.Hosting;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.TestSupport;
using Pudding.Workers;

namespace Pudding.Tests.Workers;

/// <summary>Draining and retiring the workers of a real host.</summary>
public sealed class HostDrainTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_host_drains_its_workers_before_it_stops()
    {
        using var farm = await RunningFarm.StartAsync();
        var drain = farm.Drain.DrainAsync(progress: farm);
        Assert.Equal(["long"], farm.Newest!.Jobs.Select(job => job.Name));
        Assert.True(farm.Drain.IsDraining);
        await farm.EnqueueAsync("too late");

        farm.Release.SetResult();

        Assert.Equal(DrainStatus.Drained, (await drain.WaitAsync(Patience)).Status);
        Assert.Empty(farm.Drain.Jobs);
        Assert.Equal([JobState.Succeeded, JobState.Pending], await farm.StatesAsync());
        Assert.Empty(await farm.Get<IWorkerControl>().ListAsync());
        await farm.Host.StopAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_host_that_has_waited_long_enough_says_what_still_runs_or_stops_it()
    {
        using var farm = await RunningFarm.StartAsync();

        var late = await farm.Drain.DrainAsync(TimeSpan.FromMilliseconds(20)).WaitAsync(Patience);
        Assert.Equal((DrainStatus.DeadlinePassed, "long"), (late.Status, Assert.Single(late.Jobs).Name));
        Assert.Equal(JobState.Running, Assert.Single(await farm.StatesAsync()));

        var stopped = await farm.Drain.DrainAsync(TimeSpan.Zero, interruptAtDeadline: true).WaitAsync(Patience);
        Assert.Equal((DrainStatus.Interrupted, "long"), (stopped.Status, Assert.Single(stopped.Jobs).Name));
        var job = Assert.Single(await farm.JobsAsync());
        Assert.Equal((JobState.Pending, JobCause.GivenBack, 0, 0), (job.State, job.Cause, job.Attempt, job.InfrastructureLosses));
        await Assert.ThrowsAsync<ArgumentException>(() => farm.Drain.DrainAsync(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public async Task Who_waits_for_a_host_to_drain_can_go()
    {
        using var farm = await RunningFarm.StartAsync();
        using var gone = new CancellationTokenSource();
        var drain = farm.Drain.DrainAsync(cancellationToken: gone.Token);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drain.WaitAsync(Patience, CancellationToken.None));
        Assert.True(farm.Drain.IsDraining);
    }

    [Fact]
    public async Task A_host_with_a_drain_time_out_stops_what_still_runs_then()
    {
        using var farm = await RunningFarm.StartAsync(options => options.DrainTimeout = TimeSpan.FromMilliseconds(50));

        await farm.Host.StopAsync(CancellationToken.None).WaitAsync(Patience);

        var job = Assert.Single(await farm.JobsAsync());
        Assert.Equal((JobState.Pending, JobCause.GivenBack, 0, 0), (job.State, job.Cause, job.Attempt, job.InfrastructureLosses));
        Assert.Contains(farm.Logs, record => record.Id.Name == "DrainTimedOut" && record.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task A_host_that_stops_says_each_ten_seconds_what_it_waits_for()
    {
        var clock = new FakeTimeProvider();
        using var farm = await RunningFarm.StartAsync(
            options => (options.DrainTimeout, options.HeartbeatInterval) = (TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(10)), clock);

        var stop = farm.Host.StopAsync(CancellationToken.None);
        foreach (var left in new[] { 25, 15, 5 })
        {
            var line = await Eventually.GetAsync($"a line that says {left} s", () => Waits().FirstOrDefault(message => message.Contains($"00:00:{left:00} (", StringComparison.Ordinal)));
            Assert.StartsWith("This host stops and waits for 1 job(s): 'long' of org/project (", line, StringComparison.Ordinal);
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        await stop.WaitAsync(Patience);
        Assert.Equal(3, Waits().Count());
        Assert.Equal(JobState.Pending, Assert.Single(await farm.StatesAsync()));

        IEnumerable<string> Waits() => farm.Logs.Where(record => record.Id.Name == "WaitsForJobs").Select(record => record.Message);
    }

    [Fact]
    public async Task A_worker_that_is_cordoned_and_retired_ends_and_another_start_of_it_gets_no_session()
    {
        using var farm = await RunningFarm.StartAsync();
        var control = farm.Get<IWorkerControl>();
        var worker = CellKey.Worker(Assert.Single(await control.ListAsync()).WorkerId);
        var drain = control.DrainAsync(worker, new DrainRequest { Reason = "old", Actor = "ada" });
        await farm.EnqueueAsync("waits");
        farm.Release.SetResult();
        Assert.True((await drain.WaitAsync(Patience)).IsDrained);

        Assert.Equal(CellStatus.Done, (await control.RetireAsync(worker, "old", "ada")).Status);

        await farm.Get<LocalWorkers>().Ended.WaitAsync(Patience);
        Assert.Equal([JobState.Succeeded, JobState.Pending], await farm.StatesAsync());
        var registration = new WorkerRegistration { WorkerId = worker.Id, Queues = ["linux"], Slots = 1 };
        Assert.Equal(ConnectStatus.Retired, (await farm.Get<IWorkerTransport>().ConnectAsync(registration, CancellationToken.None)).Status);
    }

    [Fact]
    public async Task A_worker_that_is_retired_by_force_is_told_within_the_heartbeat_and_stops_its_handler()
    {
        // A heartbeat of an hour: what is not told at once is not told in this test.
        using var farm = await RunningFarm.StartAsync(options =>
            (options.HeartbeatInterval, options.LeaseDuration, options.CancelPatience) = (TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(2)));
        var control = farm.Get<IWorkerControl>();
        var worker = CellKey.Worker(Assert.Single(await control.ListAsync()).WorkerId);

        Assert.Equal(CellStatus.Done, (await control.ForceRetireAsync(worker, "on fire", "ada")).Status);

        await farm.Stopped.Task.WaitAsync(Patience);
        await farm.Get<LocalWorkers>().Ended.WaitAsync(Patience);
        var job = Assert.Single(await farm.JobsAsync());
        Assert.Equal((JobState.Pending, JobCause.Interrupted, 1), (job.State, job.Cause, job.InfrastructureLosses));
        Assert.Contains("on fire", job.Reason, StringComparison.Ordinal);
    }

    /// <summary>A host whose only slot runs a job until it is released or told to stop.</summary>
    private sealed class RunningFarm : IProgress<DrainProgress>, IDisposable
    {
        private readonly FakeLogCollector _logs = new();
        private readonly TaskCompletionSource _started = new();
        private readonly List<JobGroupId> _groups = [];

        private RunningFarm(Action<PuddingOptions>? configure, TimeProvider? clock)
        {
            Host = Farm.Build(
                farm =>
                {
                    farm.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(new FakeLoggerProvider(_logs)));
                    if (clock is not null)
                        farm.Services.AddSingleton(clock);
                    farm.AddWorker("linux", 1, RunAsync);
                },
                configure);
        }

        public IHost Host { get; }

        public IHostDrain Drain => Get<IHostDrain>();

        public IReadOnlyList<FakeLogRecord> Logs => _logs.GetSnapshot();

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DrainProgress? Newest { get; private set; }

        public static async Task<RunningFarm> StartAsync(Action<PuddingOptions>? configure = null, TimeProvider? clock = null)
        {
            var farm = new RunningFarm(configure, clock);
            await farm.Host.StartAsync();
            await farm.EnqueueAsync("long");
            await farm._started.Task.WaitAsync(Patience);
            await Eventually.GetAsync("the job runs", async () => await farm.StatesAsync() is [JobState.Running] ? farm : null);
            return farm;
        }

        public T Get<T>()
            where T : notnull => Host.Services.GetRequiredService<T>();

        public async Task EnqueueAsync(string name)
        {
            var request = new JobRequest { Tenant = TenantPath.Parse("org/project"), Queue = "linux", Name = name };
            _groups.Add((await Get<IJobClient>().EnqueueAsync(JobGroupRequest.Of(request))).Id);
        }

        public async Task<IReadOnlyList<Job>> JobsAsync()
        {
            List<Job> jobs = [];
            foreach (var group in _groups)
                jobs.AddRange((await Get<IJobClient>().FindGroupAsync(group))!.Jobs);
            return jobs;
        }

        public async Task<IReadOnlyList<JobState>> StatesAsync() => [.. (await JobsAsync()).Select(job => job.State)];

        public void Report(DrainProgress value) => Newest = value;

        public void Dispose() => Host.Dispose();

        private async Task<JobOutcome> RunAsync(JobContext job, CancellationToken cancellationToken)
        {
            _started.TrySetResult();
            try
            {
                await Release.Task.WaitAsync(cancellationToken);
                return JobOutcome.Succeeded;
            }
            finally
            {
                Stopped.TrySetResult();
            }
        }
    }
}
