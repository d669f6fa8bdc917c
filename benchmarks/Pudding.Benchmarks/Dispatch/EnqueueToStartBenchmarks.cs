using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Benchmarks.Dispatch;

/// <summary>From the call that enqueues a job to the first line of its handler, on a host whose worker waits with free slots: the whole path, through gateway,
/// dispatcher and store.</summary>
[BenchmarkCategory("From enqueueing to the handler")]
public class EnqueueToStartBenchmarks
{
    private const int Stretch = 100;

    private IHost _host = null!;
    private IJobClient _jobs = null!;
    private List<TenantPath> _tenants = [];
    private TaskCompletionSource _started = new();
    private TaskCompletionSource _ready = new();

    /// <summary>How many tenants take turns.</summary>
    [Params(100, 1_000, 10_000)]
    public int Tenants { get; set; }

    [GlobalSetup]
    public void Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Logging.ClearProviders();
        builder.Services.AddPudding().UseInMemoryStore().AddWorker("linux", slots: 4, (_, _) =>
        {
            _started.SetResult();
            return Task.FromResult(JobOutcome.Succeeded);
        });
        _host = builder.Build();
        _host.Start();
        _jobs = _host.Services.GetRequiredService<IJobClient>();
        _tenants = [.. Enumerable.Range(0, Tenants).Select(static i => TenantPath.Parse($"o{i % 97}/p{i}"))];
    }

    [GlobalCleanup]
    public void Stop()
    {
        _host.StopAsync().GetAwaiter().GetResult();
        _host.Dispose();
    }

    [Benchmark(Description = "Whole path", OperationsPerInvoke = Stretch)]
    public async Task EnqueueToStartAsync()
    {
        for (var i = 0; i < Stretch; i++)
        {
            _started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _jobs.EnqueueAsync(JobGroupRequest.Of(new JobRequest { Tenant = _tenants[i * 31 % Tenants], Queue = "linux" }));
            await _started.Task;
        }
    }

    /// <summary>What handing something to another thread and back takes, at least.</summary>
    [Benchmark(Description = "Waking a thread and being woken", Baseline = true, OperationsPerInvoke = Stretch)]
    public async Task WakeAsync()
    {
        for (var i = 0; i < Stretch; i++)
        {
            _ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ThreadPool.UnsafeQueueUserWorkItem(static me => me._ready.SetResult(), this, preferLocal: false);
            await _ready.Task;
        }
    }
}
