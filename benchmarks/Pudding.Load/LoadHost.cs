using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pudding.Enrolment;

namespace Pudding.Load;

/// <summary>A host with the endpoints of workers on loopback, in this process.</summary>
internal sealed class LoadHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoadHost(WebApplication app) => _app = app;

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public IServiceProvider Services => _app.Services;

    public static async Task<LoadHost> StartAsync(Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddPudding(static options => options.DefaultLimit = 1000)
            .UseInMemoryStore()
            .AddQueue("linux")
            .AddWorkerEndpoints()
            .AddEnrolment(static enrolment => enrolment.SigningSecrets.Add(new string('s', 64)));
        var app = builder.Build();
        app.MapPuddingWorkers();
        map?.Invoke(app);
        await app.StartAsync(CancellationToken.None);
        return new LoadHost(app);
    }

    public async Task<string> MintAsync(int slots, int uses = 1)
    {
        var minted = await Services.GetRequiredService<IEnrolment>().MintAsync(
            new EnrolmentTokenRequest { Name = "load", Queues = ["linux"], Slots = slots, MaxUses = uses, Actor = "load" }, CancellationToken.None);
        return minted.Token.Reveal();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
