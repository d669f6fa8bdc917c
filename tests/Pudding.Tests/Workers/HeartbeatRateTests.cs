using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage.InMemory;
using Pudding.Storage.InMemory.Jobs;
using Pudding.Telemetry;
using Pudding.Tenants;
using Pudding.Tests.Dispatch;
using Pudding.Workers;

namespace Pudding.Tests.Workers;

/// <summary>Heartbeats come when there is something to say, not as fast as they can.</summary>
public sealed class HeartbeatRateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_takes_its_time_to_stop_costs_no_storm(bool isLost)
    {
        var started = new TaskCompletionSource();
        var stopping = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        using var host = Farm.Build(
            farm =>
            {
                farm.AddWorker("linux", 1, async (_, cancellationToken) =>
                {
                    started.SetResult();
                    await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                    stopping.SetResult();
                    await release.Task;
                    return JobOutcome.Cancelled;
                });
                farm.Services.AddSingleton<Counting>();
                farm.Services.AddSingleton<IWorkerTransport>(services => services.GetRequiredService<Counting>());
            },
            options => (options.HeartbeatInterval, options.LeaseDuration) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60)));
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IJobClient>();
        var group = await client.EnqueueAsync(JobGroupRequest.Of(new JobRequest { Tenant = TenantPath.Parse("a/x"), Queue = "linux" }));
        await started.Task.WaitAsync(Patience);
        if (isLost)
        {
            var db = host.Services.GetRequiredService<InMemoryDatabase>();
            using (db.Enter())
                host.Services.GetRequiredService<JobBook>().Lose(db.Jobs.Active.Single());
        }
        else
        {
            await client.CancelGroupAsync(group.Id, "not needed");
        }

        await stopping.Task.WaitAsync(Patience);
        var counting = host.Services.GetRequiredService<Counting>();
        var before = counting.Beats;
        await counting.NextAsync(5).WaitAsync(Patience);
        var took = counting.SinceFirst();
        release.SetResult();
        await host.StopAsync();

        // Five heartbeats at a tenth of a second each; a storm would make them in no time.
        Assert.True(took >= TimeSpan.FromMilliseconds(300), $"{counting.Beats - before} heartbeats in {took}");
    }

    [Fact]
    public async Task Two_processes_with_one_name_do_not_chase_each_other()
    {
        using var farm = new FakeFarm();
        var counting = new Counting(farm.Get<WorkerGateway>());
        var environment = new WorkerEnvironment(
            counting, farm.Get<IServiceScopeFactory>(), farm.Get<PuddingInstruments>(), farm.Clock, NullLogger.Instance);
        var terms = new WorkerTerms { Slots = 1, HeartbeatInterval = TimeSpan.FromSeconds(10), LeaseMargin = TimeSpan.FromSeconds(15) };
        var options = new WorkerOptions();
        options.Queues.Add("linux");
        var descriptor = new WorkerDescriptor(options, _ => throw new NotSupportedException());
        using var end = new CancellationTokenSource();

        // On fake time that stands still, each can connect only until it has to pause.
        var loops = Enumerable.Range(0, 2).Select(_ => new Worker("w", descriptor, environment, terms).RunAsync(end.Token)).ToList();
        await counting.ConnectedAsync(2).WaitAsync(Patience, CancellationToken.None);
        await end.CancelAsync();
        await Task.WhenAll(loops).WaitAsync(Patience, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.InRange(counting.Connects, 2, 4);
    }

    private sealed class Counting(WorkerGateway inner) : IWorkerTransport
    {
        private readonly Lock _gate = new();
        private readonly List<(int Beats, int Connects, TaskCompletionSource Reached)> _waiting = [];
        private readonly List<long> _times = [];

        public int Beats { get; private set; }

        public int Connects { get; private set; }

        public Task NextAsync(int beats)
        {
            lock (_gate)
            {
                _times.Clear();
                return WaitFor(Beats + beats, 0);
            }
        }

        public Task ConnectedAsync(int connects)
        {
            lock (_gate)
                return WaitFor(0, connects);
        }

        public TimeSpan SinceFirst()
        {
            lock (_gate)
                return TimeProvider.System.GetElapsedTime(_times[0], _times[^1]);
        }

        public ValueTask<ConnectReply> ConnectAsync(WorkerRegistration registration, CancellationToken cancellationToken)
        {
            Count(0, 1);
            return inner.ConnectAsync(registration, cancellationToken);
        }

        public ValueTask<HeartbeatReply> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken)
        {
            Count(1, 0);
            return inner.HeartbeatAsync(heartbeat, cancellationToken);
        }

        public ValueTask DisconnectAsync(string workerId, long session, CancellationToken cancellationToken) =>
            inner.DisconnectAsync(workerId, session, cancellationToken);

        public ValueTask<LogAppendResult> AppendLogAsync(JobLogChunk chunk, CancellationToken cancellationToken) => inner.AppendLogAsync(chunk, cancellationToken);

        private Task WaitFor(int beats, int connects)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((beats, connects, reached));
            Count(0, 0);
            return reached.Task;
        }

        private void Count(int beats, int connects)
        {
            lock (_gate)
            {
                Beats += beats;
                Connects += connects;
                if (beats > 0)
                    _times.Add(TimeProvider.System.GetTimestamp());
                foreach (var (atBeats, atConnects, reached) in _waiting)
                {
                    if (Beats >= atBeats && Connects >= atConnects)
                        reached.TrySetResult();
                }
            }
        }
    }
}
