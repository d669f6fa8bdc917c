using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Pudding.ArchitectureTests.Texts;

/// <summary>What docs/pools.md shows, so that it compiles.</summary>
internal static class PoolExample
{
    public static void Show(WebApplicationBuilder builder, string signingSecret)
    {
        // snippet: pool
        builder.Services.AddPudding(options => options.EstateId = "farm-1")
            .UseInMemoryStore()
            .AddWorkerEndpoints()
            .AddEnrolment(enrolment =>
            {
                enrolment.SigningSecrets.Add(signingSecret);
                enrolment.PublicUrl = new Uri("https://farm.example");
            })
            .AddPool("linux", pool => pool
                .UseLocalProcesses()
                .Serves("linux")
                .Slots(2)
                .Scale(min: 0, max: 3, idleTimeout: TimeSpan.FromMinutes(5)));
        var app = builder.Build();
        app.MapPuddingWorkers();
        // end snippet
    }
}
