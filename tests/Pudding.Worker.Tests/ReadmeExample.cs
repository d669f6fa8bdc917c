using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pudding.Guardian;
using Pudding.Jobs;
using Pudding.Tenants;
using Pudding.Worker.Commands;

namespace Pudding.Worker.Tests;

/// <summary>What the README shows; that it compiles is the test.</summary>
internal static class ReadmeExample
{
    public static void Add(HostApplicationBuilder builder)
    {
        // snippet: adding
        builder.Services.AddPudding()
            .AddCommandWorker("linux", slots: 4);
        // end snippet
    }

    public static async Task EnqueueAsync(IJobClient jobs)
    {
        // snippet: enqueueing
        await jobs.EnqueueAsync(JobGroupRequest.Of(new JobRequest
        {
            Tenant = TenantPath.Parse("rails/rails"),
            Queue = "linux",
            Payload = new CommandJob { Script = "bundle install\nbundle exec rake test" }.ToPayload(),
            Timeout = TimeSpan.FromMinutes(50),
        }));
        // end snippet
    }

    public static JobRequest WithSecrets() =>
        // snippet: secrets
        new JobRequest
        {
            Tenant = TenantPath.Parse("rails/rails"),
            Queue = "linux",
            Secrets = ["registry-token"],
            Payload = new CommandJob
            {
                Script = "gem push rails.gem",
                SecretEnvironment = new Dictionary<string, string> { ["GEM_HOST_API_KEY"] = "registry-token" },
            }.ToPayload(),
        };
        // end snippet

    public static int Hook(string[] args)
    {
        // snippet: hooking
        if (GuardianProgram.TryRun(args, out var exitCode))
            return exitCode;
        // end snippet
        return 0;
    }
}
