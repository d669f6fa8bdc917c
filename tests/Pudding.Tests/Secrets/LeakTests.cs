using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Pudding.Events;
using Pudding.Jobs;
using Pudding.Secrets;
using Pudding.Tenants;
using Pudding.Workers;

namespace Pudding.Tests.Secrets;

/// <summary>A whole farm whose jobs tell their secret in every way they can; then everything that is kept is searched for it.</summary>
public sealed class LeakTests
{
    private const string Value = "swordfish-4711-hunter";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_value_is_in_nothing_that_is_kept()
    {
        var revealed = new ConcurrentBag<string>();
        using var host = Farm.Build(farm =>
        {
            farm.Services.AddLogging(static logging => logging.AddFakeLogging().SetMinimumLevel(LogLevel.Trace));
            farm.Services.AddScoped<Blabber>();
            farm.Services.AddSingleton<Remembered>();
            farm.UseSecretSource(static (request, _) => new(request.Names.ToDictionary(name => name, name => new SecretValue(name == "pin" ? "42" : Value))));
            farm.AddWorker("linux", 4, (job, cancellationToken) =>
            {
                var value = job.Secrets["token"].Reveal();
                revealed.Add(value);
                job.Services.GetRequiredService<Blabber>();
                return TellAsync(job, value, cancellationToken);
            });
        });
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IJobClient>();
        string[] names = ["fails", "throws", "requeues", "succeeds", "waits"];
        var group = await client.EnqueueAsync(JobGroupRequest.Of([.. names.Select(name => new JobRequest
        {
            Tenant = TenantPath.Parse("a/x"), Queue = "linux", Name = name, Secrets = ["token", "pin"], Timeout = name == "waits" ? TimeSpan.FromMilliseconds(100) : null,
        })]));
        var done = await client.WaitAsync(group.Id).WaitAsync(Patience);

        var kept = new StringBuilder();
        foreach (var job in done.Group.Jobs)
        {
            var log = await client.ReadLogAsync(job.Id);
            Assert.Contains("[the secret pin is too short to be masked in this log]\n", log, StringComparison.Ordinal);
            Assert.Contains("halves: ***\n", log, StringComparison.Ordinal);
            Assert.Contains("the end: *** or sword", log, StringComparison.Ordinal);
            kept.AppendLine(log).Append(job).AppendLine().AppendLine(JsonSerializer.Serialize(job));
        }

        var stream = host.Services.GetRequiredService<IEventStream>();
        await foreach (var happened in AllAsync(stream))
            kept.AppendLine(JsonSerializer.Serialize<object>(happened)).Append(happened).AppendLine();
        await host.StopAsync();
        var records = host.Services.GetRequiredService<FakeLogCollector>().GetSnapshot();
        foreach (var record in records)
            kept.AppendLine(record.Message).Append(record.Exception).AppendLine(JsonSerializer.Serialize(record.StructuredState));

        Assert.Equal(Value, revealed.Distinct().Single());
        Assert.Contains("The handler threw InvalidOperationException: no login with ***", kept.ToString(), StringComparison.Ordinal);
        Assert.All([1103, 1105, 1111], id => Assert.Contains(records, record => record.Id.Id == id));
        var text = kept.ToString();
        foreach (var form in (string[])[Value, Value[..12], Value[12..], Convert.ToBase64String(Encoding.UTF8.GetBytes(Value))])
            Assert.False(text.Contains(form, StringComparison.Ordinal), $"{form} is in: {Around(text, form)}");
    }

    [Fact]
    public async Task A_job_whose_secret_is_unknown_fails_and_is_not_run()
    {
        var runs = 0;
        using var host = Farm.Build(farm => farm
            .UseSecretSource(static (_, _) => new(new Dictionary<string, SecretValue>()))
            .AddWorker("linux", 1, (_, _) => Task.FromResult(++runs > 0 ? JobOutcome.Succeeded : JobOutcome.Cancelled)));
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IJobClient>();
        var group = await client.EnqueueAsync(JobGroupRequest.Of(new JobRequest { Tenant = TenantPath.Parse("a/x"), Queue = "linux", Secrets = ["token", "pin"] }));

        var job = (await client.WaitAsync(group.Id).WaitAsync(Patience)).Group.Jobs[0];

        Assert.Equal(
            (JobState.Failed, "It was not run: the source of secrets doesn't have, or doesn't give it, token, pin.", 0),
            (job.State, job.Reason, runs));
        await host.StopAsync();
    }

    private static async Task<JobOutcome> TellAsync(JobContext job, string value, CancellationToken cancellationToken)
    {
        job.Log.Write("halves: "u8);
        job.Log.Write(Encoding.UTF8.GetBytes(value[..12]));
        job.Log.Write(Encoding.UTF8.GetBytes(value[12..] + "\n"));
        job.Log.WriteLine("encoded: " + Convert.ToBase64String(Encoding.UTF8.GetBytes(value)));
        job.Log.WriteLine($"{job.Assignment} {JsonSerializer.Serialize(job.Assignment)} {job.Secrets}");
        job.Log.Write(Encoding.UTF8.GetBytes("the end: " + value + " or sword")); // the last may still go on to be the secret
        switch (job.Name)
        {
            case "fails":
                return JobOutcome.Failed($"bad token {value}");
            case "throws":
                throw new InvalidOperationException($"no login with {value}", new IOException(value)) { Data = { ["token"] = value } };
            case "requeues" when job.Attempt == 1 && !Requeued(job):
                return JobOutcome.Requeue(TimeSpan.Zero, $"later with {value}");
            case "waits":
                cancellationToken.Register(() => throw new IOException($"stopped with {value}"));
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
        }

        return JobOutcome.Succeeded;
    }

    /// <summary>An attempt that was given back doesn't count, but has another lease.</summary>
    private static bool Requeued(JobContext job) => job.Services.GetRequiredService<Remembered>().Seen.TryAdd(job.Id, 0) == false;

    private static async IAsyncEnumerable<PuddingEvent> AllAsync(IEventStream stream)
    {
        var latest = await stream.LatestAsync();
        await foreach (var happened in stream.ReadAsync(0))
        {
            yield return happened;
            if (happened.Sequence >= latest)
                yield break;
        }
    }

    private static string Around(string text, string form)
    {
        var at = text.IndexOf(form, StringComparison.Ordinal);
        return text[Math.Max(0, at - 300)..Math.Min(text.Length, at + 100)];
    }

    private sealed class Remembered
    {
        public ConcurrentDictionary<JobId, byte> Seen { get; } = new();
    }

    /// <summary>A service of the job that fails as it is disposed of.</summary>
    private sealed class Blabber : IDisposable
    {
        public void Dispose() => throw new InvalidOperationException($"still had {Value}");
    }
}
