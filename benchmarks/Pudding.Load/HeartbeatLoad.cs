using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Pudding.Protocol;
using Pudding.Protocol.Messages;

namespace Pudding.Load;

/// <summary>Workers that beat as fast as they are answered, client and host in this process: first at a bare endpoint of the same payload, then at the real one, in turns.</summary>
internal static class HeartbeatLoad
{
    private const string Bare = "/bare";
    private const string Real = WorkerRoutes.Prefix + WorkerRoutes.Heartbeat;
    private const int Turns = 3;

    public static async Task RunAsync(int workers, int seconds)
    {
        await using var host = await LoadHost.StartAsync(static app => app.MapPost(Bare, AnswerAsync));
        var token = await host.MintAsync(slots: 2, uses: workers);
        var all = Enumerable.Range(0, workers).Select(_ => new LoadWorker(host.Url, token)).ToList();
        foreach (var worker in all)
            await worker.ConnectAsync();
        await MeasureAsync(all, Bare, TimeSpan.FromSeconds(2));
        await MeasureAsync(all, Real, TimeSpan.FromSeconds(2));

        List<double> bare = [], real = [];
        for (var turn = 0; turn < Turns; turn++)
        {
            bare.Add(await MeasureAsync(all, Bare, TimeSpan.FromSeconds(seconds)));
            real.Add(await MeasureAsync(all, Real, TimeSpan.FromSeconds(seconds)));
            Console.WriteLine($"bare endpoint {bare[^1],8:F0}/s   heartbeats {real[^1],8:F0}/s   ratio {real[^1] / bare[^1]:F2}");
        }

        var ratio = real.Order().ElementAt(Turns / 2) / bare.Order().ElementAt(Turns / 2);
        Console.WriteLine($"{workers} workers, {Environment.ProcessorCount} processors, client and host together: median {real.Order().ElementAt(Turns / 2):F0} heartbeats per second, {ratio:F2} of a bare endpoint.");
        all.ForEach(static worker => worker.Dispose());
    }

    private static async Task<double> MeasureAsync(List<LoadWorker> workers, string path, TimeSpan time)
    {
        var count = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(workers.Select(async worker =>
        {
            while (clock.Elapsed < time)
            {
                await worker.BeatAsync(path);
                Interlocked.Increment(ref count);
            }
        }));
        return count / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Reads what a heartbeat says, and answers as much as the real endpoint does.</summary>
    private static async Task AnswerAsync(HttpContext context)
    {
        await JsonSerializer.DeserializeAsync(context.Request.Body, WireJson.Heartbeat, context.RequestAborted);
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new WireHeartbeatReply { Status = "accepted" }, WireJson.HeartbeatReply), context.RequestAborted);
    }
}
