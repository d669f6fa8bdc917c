using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging;
using Pudding.Hosting;
using Pudding.Secrets;

namespace Pudding.Agent.Tests.Support;

/// <summary>One host of a farm, behind a real web server on loopback, on a store that is not its own.</summary>
internal sealed class FarmHost : IAsyncDisposable
{
    private const string Key = "a secret of the tests that is long enough";

    private readonly WebApplication _app;

    private FarmHost(WebApplication app) => _app = app;

    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(9);

    public static TimeSpan LeaseMargin { get; } = TimeSpan.FromSeconds(3);

    public IServiceProvider Services => _app.Services;

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <param name="store">Its store.</param>
    /// <param name="url">Where agents find this host.</param>
    /// <param name="add">What this farm has beside.</param>
    /// <param name="use">What sits before its endpoints.</param>
    public static async Task<FarmHost> StartAsync(KeptStore store, Uri url, Action<IPuddingBuilder> add, Action<WebApplication>? use = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        add(builder.Services.AddPudding(Configure)
            .UseStore("kept", store.AddTo)
            .UseSecretSource(static (request, _) => ValueTask.FromResult<IReadOnlyDictionary<string, SecretValue>>(
                request.Names.ToDictionary(static name => name, static _ => new SecretValue(AgentFarm.TheSecret))))
            .AddEnrolment(enrolment =>
            {
                enrolment.SigningSecrets.Add(Key);
                enrolment.PublicUrl = url;
            })
            .AddWorkerEndpoints());
        var app = builder.Build();
        use?.Invoke(app);
        app.MapPuddingWorkers();
        await app.StartAsync(CancellationToken.None);
        return new FarmHost(app);
    }

    /// <summary>Stops it as its process would.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static void Configure(PuddingOptions options)
    {
        options.EstateId = "agents";
        options.Queues.Add(AgentFarm.Queue);
        options.LeaseDuration = Lease;
        options.LeaseMargin = LeaseMargin;
        options.HeartbeatInterval = TimeSpan.FromSeconds(1);
        options.StoreTimeout = TimeSpan.FromSeconds(5);
    }
}
