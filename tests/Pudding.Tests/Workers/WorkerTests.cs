using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pudding.Events;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage;
using Pudding.Storage.InMemory.Logs;
using Pudding.Tenants;
using Pudding.Workers;

namespace Pudding.Tests.Workers;

/// <summary>Workers in a real host, in real time: barriers, not sleeps.</summary>
public sealed partial class WorkerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_handler_that_throws_fails_its_job_and_nothing_else()
    {
        using var host = await StartAsync(farm => farm.AddWorker("linux", 1, (job, _) =>
            job.Name == "bad" ? throw new InvalidOperationException("kaputt") : Task.FromResult(JobOutcome.Succeeded)));

        var jobs = await RunAsync(host, Request("bad"), Request("good"));

        Assert.Equal([JobState.Failed, JobState.Succeeded], jobs.Select(job => job.State));
        Assert.Equal("The handler threw InvalidOperationException: kaputt", jobs[0].Reason);
    }

    [Fact]
    public async Task A_handler_that_returns_null_fails_its_job()
    {
        using var host = await StartAsync(farm => farm.AddWorker("linux", 1, (_, _) => Task.FromResult<JobOutcome>(null!)));

        Assert.Contains("null", Assert.Single(await RunAsync(host, Request())).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_blocks_its_thread_holds_up_nobody()
    {
        using var both = new Barrier(2);
        using var host = await StartAsync(farm => farm.AddWorker("linux", 2, (_, cancellationToken) =>
            Task.FromResult(both.SignalAndWait(Patience, cancellationToken) ? JobOutcome.Succeeded : JobOutcome.Failed("was alone"))));

        Assert.All(await RunAsync(host, Request(), Request()), job => Assert.Equal(JobState.Succeeded, job.State));
    }

    [Fact]
    public async Task A_job_over_its_time_out_is_stopped_and_fails()
    {
        using var host = await StartAsync(farm => farm.AddWorker("linux", 1, async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return JobOutcome.Succeeded;
        }));

        var job = Assert.Single(await RunAsync(host, Request() with { Timeout = TimeSpan.FromMilliseconds(50) }));

        Assert.Equal((JobState.Failed, "Ran longer than its time-out of 00:00:00.0500000."), (job.State, job.Reason));
    }

    [Fact]
    public async Task A_handler_that_ignores_its_token_is_abandoned_and_its_slot_stays_taken_until_it_returns()
    {
        var release = new TaskCompletionSource();
        using var host = await StartAsync(farm => farm.AddWorker(
            o => (o.Slots, o.CancelGrace) = (Serve(o), TimeSpan.FromMilliseconds(50)),
            _ => new Handler(async (job, _) =>
            {
                if (job.Name == "stubborn")
                    await release.Task;
                return JobOutcome.Succeeded;
            })));
        var client = host.Services.GetRequiredService<IJobClient>();

        var stubborn = Assert.Single(await RunAsync(host, Request("stubborn") with { Timeout = TimeSpan.FromMilliseconds(50) }));
        Assert.Equal(JobState.Failed, stubborn.State);
        Assert.Contains("abandoned", stubborn.Reason, StringComparison.Ordinal);

        // The only slot is taken, so this one waits for the abandoned handler.
        var next = await client.EnqueueAsync(JobGroupRequest.Of(Request("next")));
        var done = client.WaitAsync(next.Id);
        Assert.Equal(JobState.Pending, (await client.FindJobAsync(next.Jobs[0].Id))!.State);
        release.SetResult();
        Assert.True((await done.WaitAsync(Patience)).Succeeded);
    }

    [Fact]
    public async Task Cancelling_reaches_a_running_handler()
    {
        var started = new TaskCompletionSource();
        using var host = await StartAsync(farm => farm.AddWorker("linux", 1, async (_, cancellationToken) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return JobOutcome.Succeeded;
        }));
        var client = host.Services.GetRequiredService<IJobClient>();
        var group = await client.EnqueueAsync(JobGroupRequest.Of(Request()));
        await started.Task.WaitAsync(Patience);

        Assert.True(await client.CancelJobAsync(group.Jobs[0].Id, "changed my mind"));

        var outcome = await client.WaitAsync(group.Id).WaitAsync(Patience);
        Assert.Equal((JobState.Cancelled, "changed my mind"), (outcome.State, outcome.Group.Jobs[0].Reason));
    }

    [Fact]
    public async Task Each_job_has_a_scope_of_its_own()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddScoped<Scoped>();
        builder.Services.AddSingleton(new List<Scoped>());
        builder.Services.AddPudding().UseInMemoryStore().AddWorker<ScopedHandler>("linux", 1);
        using var host = builder.Build();
        await host.StartAsync();

        await RunAsync(host, Request(), Request());

        var seen = host.Services.GetRequiredService<List<Scoped>>();
        Assert.Equal(2, seen.Distinct().Count());
        Assert.All(seen, scoped => Assert.True(scoped.IsDisposed));
    }

    [Fact]
    public async Task A_typed_payload_arrives_and_one_that_cannot_be_read_fails_its_job()
    {
        using var host = await StartAsync(farm => farm.AddWorker("linux", 1, PayloadJson.Default.Greeting, (greeting, job, _) =>
        {
            job.Log.WriteLine($"hello {greeting.Name}");
            return Task.FromResult(JobOutcome.Succeeded);
        }));

        var jobs = await RunAsync(
            host,
            Request() with { Payload = JobPayload.FromJson(new Greeting { Name = "Ada" }, PayloadJson.Default.Greeting) },
            Request() with { Payload = new JobPayload { Bytes = "{"u8.ToArray(), ContentType = JobPayload.JsonContentType } },
            Request() with { Payload = new JobPayload { Bytes = "{}"u8.ToArray(), ContentType = "text/plain" } },
            Request());

        Assert.Equal("hello Ada\n", await host.Services.GetRequiredService<IJobClient>().ReadLogAsync(jobs[0].Id));
        Assert.All(jobs.Skip(1), job => Assert.Contains("can't be read as Greeting", job.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_that_is_given_back_runs_again()
    {
        var runs = 0;
        using var host = await StartAsync(farm => farm.AddWorker("linux", 1, (_, _) =>
            Task.FromResult(++runs == 1 ? JobOutcome.Requeue(TimeSpan.FromMilliseconds(20)) : JobOutcome.Succeeded)));

        var job = Assert.Single(await RunAsync(host, Request()));

        Assert.Equal((JobState.Succeeded, 1, 2), (job.State, job.Attempt, runs));

        // Not before a second has passed, though it asked for less: who always gives back must not keep the farm busy.
        Assert.True(job.StartedAt - job.EnqueuedAt >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_services_do_as_they_are_disposed_of_does_not_change_how_the_job_ended()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddScoped<Grudge>();
        builder.Services.AddPudding().UseInMemoryStore().AddWorker("linux", 1, (job, _) =>
        {
            job.Services.GetRequiredService<Grudge>();
            return job.Name == "bad" ? throw new InvalidOperationException("kaputt") : Task.FromResult(JobOutcome.Succeeded);
        });
        using var host = builder.Build();
        await host.StartAsync();

        var jobs = await RunAsync(host, Request("good"), Request("bad"));

        Assert.Equal(JobState.Succeeded, jobs[0].State);
        Assert.Equal("The handler threw InvalidOperationException: kaputt", jobs[1].Reason);
        Assert.Contains("kaputt", await host.Services.GetRequiredService<IJobClient>().ReadLogAsync(jobs[1].Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_a_log_is_sent_again_when_the_store_was_away_for_a_moment()
    {
        using var host = await StartAsync(farm =>
        {
            farm.AddWorker("linux", 1, (job, _) =>
            {
                job.Log.WriteLine("last words");
                return Task.FromResult(JobOutcome.Succeeded);
            });
            farm.Services.AddSingleton<IJobLogStore>(services => new Forgetful(ActivatorUtilities.CreateInstance<InMemoryJobLogStore>(services)));
        });

        var job = Assert.Single(await RunAsync(host, Request()));

        Assert.Equal("last words\n", await host.Services.GetRequiredService<IJobClient>().ReadLogAsync(job.Id));
    }

    [Fact]
    public async Task Who_waits_for_jobs_or_events_is_let_go_when_the_host_stops()
    {
        using var host = await StartAsync(farm => farm.AddQueue("linux"));
        var client = host.Services.GetRequiredService<IJobClient>();
        var group = await client.EnqueueAsync(JobGroupRequest.Of(Request()));
        var wait = client.WaitAsync(group.Id);
        var events = ReadAllAsync(host.Services.GetRequiredService<IEventStream>());

        await host.StopAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(Patience));
        Assert.Contains("The host stops", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => events.WaitAsync(Patience, CancellationToken.None));

        static async Task ReadAllAsync(IEventStream stream)
        {
            await foreach (var _ in stream.ReadAsync(0))
            {
            }
        }
    }

    [Fact]
    public async Task A_stopping_host_lets_running_jobs_finish_and_takes_no_new_ones()
    {
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        using var host = await StartAsync(farm => farm.AddWorker("linux", 1, async (_, _) =>
        {
            started.TrySetResult();
            await release.Task;
            return JobOutcome.Succeeded;
        }));
        var client = host.Services.GetRequiredService<IJobClient>();
        var group = await client.EnqueueAsync(JobGroupRequest.Of(Request(), Request()));
        await started.Task.WaitAsync(Patience);

        var stop = host.StopAsync();
        release.SetResult();
        await stop.WaitAsync(Patience);

        var jobs = (await client.FindGroupAsync(group.Id))!.Jobs;
        Assert.Equal([JobState.Succeeded, JobState.Pending], jobs.Select(job => job.State));
    }

    [Fact]
    public async Task A_host_whose_patience_is_over_stops_running_jobs_and_gives_them_back()
    {
        var started = new TaskCompletionSource();
        using var host = await StartAsync(farm => farm.AddWorker("linux", 1, async (_, cancellationToken) =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return JobOutcome.Succeeded;
        }));
        var client = host.Services.GetRequiredService<IJobClient>();
        var group = await client.EnqueueAsync(JobGroupRequest.Of(Request()));
        await started.Task.WaitAsync(Patience);

        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await host.StopAsync(impatient.Token).WaitAsync(Patience, CancellationToken.None);

        var job = (await client.FindGroupAsync(group.Id, CancellationToken.None))!.Jobs[0];
        Assert.Equal((JobState.Pending, 0, 0), (job.State, job.Attempt, job.InfrastructureLosses));
    }

    [Fact]
    public async Task Two_hosts_in_one_process_know_nothing_of_each_other()
    {
        var names = new[] { "one", "two" };
        var hosts = await Task.WhenAll(names.Select(name => StartAsync(farm => farm.AddWorker("linux", 2, (job, _) =>
            Task.FromResult(job.Name == name ? JobOutcome.Succeeded : JobOutcome.Failed("not mine"))))));

        var jobs = await Task.WhenAll(hosts.Zip(names).Select(pair =>
            RunAsync(pair.First, [.. Enumerable.Repeat(Request(pair.Second), 50)])));

        Assert.All(jobs.SelectMany(job => job), job => Assert.Equal(JobState.Succeeded, job.State));
        foreach (var host in hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }
    }

    private static int Serve(WorkerOptions options)
    {
        options.Queues.Add("linux");
        return 1;
    }

    private static JobRequest Request(string? name = null) => new() { Tenant = TenantPath.Parse("org/project"), Queue = "linux", Name = name };

    private static async Task<IHost> StartAsync(Action<IPuddingBuilder> add)
    {
        var host = Farm.Build(add, o => o.DefaultLimit = 100);
        await host.StartAsync();
        return host;
    }

    private static async Task<IReadOnlyList<Job>> RunAsync(IHost host, params JobRequest[] requests)
    {
        var client = host.Services.GetRequiredService<IJobClient>();
        var group = await client.EnqueueAsync(JobGroupRequest.Of(requests));
        return (await client.WaitAsync(group.Id).WaitAsync(Patience)).Group.Jobs;
    }

    internal sealed record Greeting
    {
        public required string Name { get; init; }
    }

    [JsonSerializable(typeof(Greeting))]
    internal sealed partial class PayloadJson : JsonSerializerContext;

    private sealed class Handler(Func<JobContext, CancellationToken, Task<JobOutcome>> run) : IJobHandler
    {
        public Task<JobOutcome> RunAsync(JobContext job, CancellationToken cancellationToken) => run(job, cancellationToken);
    }

    private sealed class Forgetful(IJobLogStore store) : IJobLogStore
    {
        private int _calls;

        public ValueTask<LogAppendResult> AppendAsync(JobLogChunk chunk, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _calls) <= 2 ? throw new JobStoreUnavailableException() : store.AppendAsync(chunk, cancellationToken);

        public ValueTask<JobLogPage?> ReadAsync(JobId job, long offset, int limit, CancellationToken cancellationToken) =>
            store.ReadAsync(job, offset, limit, cancellationToken);
    }

    private sealed class Grudge : IDisposable
    {
        public void Dispose() => throw new InvalidOperationException("I don't go.");
    }

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class ScopedHandler(Scoped scoped, List<Scoped> seen) : IJobHandler
    {
        public Task<JobOutcome> RunAsync(JobContext job, CancellationToken cancellationToken)
        {
            seen.Add(scoped);
            return Task.FromResult(JobOutcome.Succeeded);
        }
    }
}
