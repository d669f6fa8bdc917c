using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Pudding.Hosting;

namespace BuildFarm.Farm;

/// <summary>Where the farm is: an address of this machine that its instances reach, and a pool of them. Each is a process of the agent, and knows nothing but the address and its token.</summary>
internal sealed class Premises(Workspace workspace, int slots)
{
    public const string Pool = "local";

    private const int SlotsOfAnInstance = 2;

    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(3);

    /// <summary>The program of the instances; the build puts it here.</summary>
    public static string Agent { get; } = Path.Combine(AppContext.BaseDirectory, "agent", "Pudding.Agent.dll");

    private readonly int _port = FindPort();

    /// <summary>The most instances: enough for the slots.</summary>
    public int MostInstances => (slots + SlotsOfAnInstance - 1) / SlotsOfAnInstance;

    private int SlotsOfOne => Math.Min(SlotsOfAnInstance, slots);

    public void Open(WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));

    public void AddPool(IPuddingBuilder pudding) => pudding
        .AddWorkerEndpoints()
        .AddEnrolment(enrolment =>
        {
            enrolment.SigningSecrets.Add(RandomNumberGenerator.GetHexString(64)); // a farm that lasts keeps its own
            enrolment.PublicUrl = new Uri($"http://127.0.0.1:{_port}");
        })
        .AddPool(Pool, pool =>
        {
            pool.Serves(Submission.Queue).Slots(SlotsOfOne).Scale(min: 0, max: MostInstances, IdleTimeout);
            pool.UseLocalProcesses(local =>
            {
                local.StateDirectory = workspace.InstancesFolder;
                local.Program = Agent;
            });
            pool.Options.Interval = TimeSpan.FromSeconds(1);
            pool.Options.AgentSettings["workRoot"] = workspace.JobsFolder;
        });

    private static int FindPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
