using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Pudding.Hosting;
using Pudding.Pools;

namespace BuildFarm.Farm;

/// <summary>Where the farm is: an address of this machine that its instances reach, and a pool of them. Each is a process of the agent, and knows nothing but the address and its token. They
/// outlive this process, so the address and what tokens are signed with are the same when the farm is gone on with.</summary>
internal sealed class Premises(FarmFolder folder, int port, int slots)
{
    public const string Estate = "build-farm";
    public const string Pool = "local";

    private const int SlotsOfAnInstance = 2;

    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(3);

    /// <summary>After this long without a farm, an instance ends by itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(20);

    /// <summary>The program of the instances; the build puts it here.</summary>
    public static string Agent { get; } = Path.Combine(AppContext.BaseDirectory, "agent", "Pudding.Agent.dll");

    /// <summary>The most instances: enough for the slots.</summary>
    public int MostInstances => (slots + SlotsOfAnInstance - 1) / SlotsOfAnInstance;

    private int SlotsOfOne => Math.Min(SlotsOfAnInstance, slots);

    /// <summary>A port that nobody listens on.</summary>
    public static int FindPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The pool as its first round has found it, what is alive of earlier runs included.</summary>
    public static async Task<PoolStatus> LookAtPoolAsync(IPoolControl pools)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (pools.Pools[0].Demand is null && TimeProvider.System.GetElapsedTime(begun) < LookPatience)
            await Task.Delay(LookPause);
        return pools.Pools[0];
    }

    public void Open(WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));

    public void AddPool(IPuddingBuilder pudding) => pudding
        .AddWorkerEndpoints()
        .AddEnrolment(enrolment =>
        {
            enrolment.SigningSecrets.Add(folder.SigningSecret());
            enrolment.PublicUrl = new Uri($"http://127.0.0.1:{port}");
        })
        .AddPool(Pool, pool =>
        {
            pool.Serves(Submission.Queue).Slots(SlotsOfOne).Scale(min: 0, max: MostInstances, IdleTimeout);
            pool.UseLocalProcesses(local =>
            {
                local.StateDirectory = folder.InstancesFolder;
                local.Program = Agent;
            });
            pool.Options.Interval = TimeSpan.FromSeconds(1);
            pool.Options.AgentSettings["workRoot"] = folder.JobsFolder;
            pool.Options.AgentSettings["powerOffAfter"] = Patience.ToString();
        });
}
