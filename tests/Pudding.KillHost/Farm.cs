using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pudding.Hosting;
using Pudding.Tenants;

namespace Pudding.KillHost;

/// <summary>The host, and the limits that it keeps.</summary>
internal static class Farm
{
    public const string Ready = "ready";
    public const string LifeHeader = "Life";
    public const int OsxLimit = 3;

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    /// <summary>The most jobs that may be active at each node.</summary>
    public static readonly IReadOnlyDictionary<TenantPath, int> Limits = new Dictionary<TenantPath, int>
    {
        [TenantPath.Parse("acme")] = 3,
        [TenantPath.Parse("acme/api")] = 2,
        [TenantPath.Parse("acme/web")] = 2,
        [TenantPath.Parse("solo")] = 2,
        [TenantPath.Parse("rails")] = 4,
        [TenantPath.Parse("rails/rails")] = 4,
    };

    /// <summary>Those that have jobs.</summary>
    public static readonly IReadOnlyList<string> Tenants = ["acme/api", "acme/web", "solo", "rails/rails"];

    public static WebApplication Build(string database, int port, string life)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var pudding = builder.Services.AddPudding(Configure)
            .UseSqliteStore(database)
            .AddQueue("linux")
            .AddQueue("osx", static queue => queue.MaxConcurrent = OsxLimit)
            .AddEnrolment(static enrolment => enrolment.SigningSecrets.Add(new string('s', 64)))
            .AddWorkerEndpoints();
        foreach (var (path, limit) in Limits)
            pudding.AddTenant(path.Value, tenant => tenant.MaxConcurrent = limit);

        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.Response.Headers[LifeHeader] = life;
            return next(context);
        });
        app.MapPuddingWorkers();
        ClientEndpoints.Map(app);
        return app;
    }

    private static void Configure(PuddingOptions options)
    {
        options.LeaseDuration = Lease;
        options.LeaseMargin = TimeSpan.FromSeconds(1);
        options.HeartbeatInterval = TimeSpan.FromSeconds(1);
        options.CancelPatience = TimeSpan.FromSeconds(2);
        options.BatonDuration = TimeSpan.FromSeconds(2);
        options.SweepInterval = TimeSpan.FromSeconds(1);
        options.StoreTimeout = null; // a machine that stands still for a while is no error of the host
        options.MaxInfrastructureLosses = 1_000_000;
        options.Health.Enabled = false; // its workers fail on purpose
    }
}
