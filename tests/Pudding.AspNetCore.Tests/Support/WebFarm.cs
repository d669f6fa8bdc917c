using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Pudding.Enrolment;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.AspNetCore.Tests.Support;

/// <summary>A whole farm behind a real web server on loopback, on the in-memory store, with a clock that can be set forward.</summary>
internal sealed class WebFarm : IAsyncDisposable
{
    public const string Secret = "a secret of the tests that is long enough";

    private readonly WebApplication _app;

    private WebFarm(WebApplication app, ShiftedClock clock, FakeLogCollector logs)
    {
        _app = app;
        Clock = clock;
        Logs = logs;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Http = new HttpClient { BaseAddress = new Uri(address + "/pudding/workers/"), Timeout = TimeSpan.FromMinutes(2) };
    }

    public HttpClient Http { get; }

    public ShiftedClock Clock { get; }

    /// <summary>Everything that was logged, at every level.</summary>
    public FakeLogCollector Logs { get; }

    public IEnrolment Enrolment => Get<IEnrolment>();

    public IJobClient Jobs => Get<IJobClient>();

    public static async Task<WebFarm> StartAsync(Action<IPuddingBuilder>? add = null, Action<WebApplication>? use = null, Action<IServiceCollection>? services = null)
    {
        var clock = new ShiftedClock();
        var logs = FakeLogCollector.Create(new FakeLogCollectorOptions());
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(logs));
        builder.Services.AddSingleton<TimeProvider>(clock);
        var pudding = builder.Services.AddPudding(static o => o.Queues.Add("linux")).UseInMemoryStore()
            .AddEnrolment(static o => o.SigningSecrets.Add(Secret))
            .AddWorkerEndpoints();
        add?.Invoke(pudding);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        use?.Invoke(app);
        app.MapPuddingWorkers();
        await app.StartAsync(CancellationToken.None);
        return new WebFarm(app, clock, logs);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task<string> TokenAsync(int uses = 1, int slots = 2, TimeSpan? lifetime = null) => (await Enrolment.MintAsync(new EnrolmentTokenRequest
    {
        Name = "mac", Queues = ["linux"], Slots = slots, MaxUses = uses, Actor = "alice", Lifetime = lifetime,
    }, CancellationToken.None)).Token.Reveal();

    public string BootToken(string instance = "i-1") => Enrolment.MintBoot(new BootTokenRequest
    {
        InstanceId = instance, Queues = ["linux"], Slots = 2, Pool = "small", IssuedAt = Clock.GetUtcNow(),
    }).Token.Reveal();

    /// <summary>A machine that was let in.</summary>
    public async Task<Machine> RegisterAsync(string? token = null)
    {
        var machine = new Machine(this);
        await machine.RegisterAsync(token ?? await TokenAsync());
        return machine;
    }

    public async Task<Job> EnqueueAsync(string name = "test") => (await Jobs.EnqueueAsync(JobGroupRequest.Of(
        new JobRequest { Tenant = TenantPath.Parse("rails/rails"), Queue = "linux", Name = name }), CancellationToken.None)).Jobs[0];

    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
