using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pudding.Jobs;

namespace Pudding.ArchitectureTests.Texts;

/// <summary>What docs/agents.md shows, so that it compiles.</summary>
internal static class RemoteWorkerExample
{
    public static void Show(HostApplicationBuilder builder, string token)
    {
        // snippet: remote
        builder.Services.AddPuddingWorkers()
            .UseHttpTransport(http =>
            {
                http.Url = new Uri("https://farm.example");
                http.Token = token;
                http.StateDirectory = "/var/lib/thumbnails";
            })
            .AddWorker("images", slots: 4, (job, cancellationToken) => Task.FromResult(JobOutcome.Succeeded));
        // end snippet
    }
}
