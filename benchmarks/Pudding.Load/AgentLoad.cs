using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Pudding.Events;
using Pudding.Jobs;
using Pudding.Tenants;
using Pudding.Worker.Commands;

namespace Pudding.Load;

/// <summary>A real agent, as it is published, on this machine.</summary>
internal static class AgentLoad
{
    private const int Starts = 5;
    private const int WarmUp = 50;

    public static async Task RunAsync(string program, int jobs)
    {
        await using var host = await LoadHost.StartAsync();
        var events = new EventClock(host.Services.GetRequiredService<IEventStream>());
        var starts = new List<double>();
        for (var i = 0; i < Starts - 1; i++)
        {
            using var once = await StartAsync(host, program, events, starts);
            once.Stop();
        }

        using var agent = await StartAsync(host, program, events, starts);
        Console.WriteLine($"start to connected, ms: {string.Join(", ", starts.Select(static ms => ms.ToString("F0", CultureInfo.InvariantCulture)))} (registration included)");
        var fresh = agent.ResidentMegabytes;

        var client = host.Services.GetRequiredService<IJobClient>();
        var latencies = new List<double>();
        for (var i = 0; i < WarmUp + jobs; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            var group = await client.EnqueueAsync(JobGroupRequest.Of(new JobRequest
            {
                Tenant = TenantPath.Parse("load/load"), Queue = "linux", Payload = new CommandJob { Command = "/bin/true" }.ToPayload(),
            }));
            var started = await events.WhenStartedAsync(group.Jobs[0].Id);
            if (i >= WarmUp)
                latencies.Add(Stopwatch.GetElapsedTime(sent, started).TotalMilliseconds);
            var outcome = await client.WaitAsync(group.Id);
            if (outcome.Group.Jobs[0].State != JobState.Succeeded)
                throw new InvalidOperationException($"A job ended as {outcome.Group.Jobs[0].State}: {outcome.Group.Jobs[0].Reason}");
            await Task.Delay(5); // until the worker waits again
        }

        latencies.Sort();
        Console.WriteLine($"enqueue to running (acknowledged by the agent), {jobs} jobs one by one, ms: p50 {At(latencies, 0.5):F2}, p99 {At(latencies, 0.99):F2}, most {latencies[^1]:F2}");
        Console.WriteLine($"resident memory of the agent, MB: {fresh:F1} when it has connected, {agent.ResidentMegabytes:F1} after {WarmUp + jobs} jobs");
        agent.Stop();
    }

    private static async Task<AgentProcess> StartAsync(LoadHost host, string program, EventClock events, List<double> starts)
    {
        var token = await host.MintAsync(slots: 2);
        var since = Stopwatch.GetTimestamp();
        var agent = AgentProcess.Start(program, host.Url, token);
        starts.Add(Stopwatch.GetElapsedTime(since, await events.WhenConnectedAsync()).TotalMilliseconds);
        return agent;
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
}
