using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pudding.Jobs;
using Pudding.Secrets;
using Pudding.Tenants;

namespace Pudding.Tests.Secrets;

/// <summary>What docs/secrets.md shows.</summary>
public sealed class SecretExample
{
    [Fact]
    public async Task Works()
    {
        using var host = Farm.Build(pudding =>
        {
            pudding.Services.AddSingleton<Vault>();
            // snippet: source
            pudding
                .UseSecretSource<VaultSource>()
                .AddWorker("linux", slots: 4, async (job, cancellationToken) =>
                {
                    await PublishAsync(job.Secrets["registry-token"].Reveal(), cancellationToken);
                    return JobOutcome.Succeeded;
                });
            // end snippet
        });
        await host.StartAsync();
        var jobs = host.Services.GetRequiredService<IJobClient>();

        // snippet: job
        var build = await jobs.EnqueueAsync(JobGroupRequest.Of(new JobRequest
        {
            Tenant = TenantPath.Parse("rails/rails"),
            Queue = "linux",
            Secrets = ["registry-token"],
        }));
        // end snippet
        var done = await jobs.WaitAsync(build.Id).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(done.Succeeded);
        await host.StopAsync();
    }

    private static Task PublishAsync(string token, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Assert.Equal("rails/rails/registry-token", token);
        return Task.CompletedTask;
    }

    // snippet: vault
    private sealed class VaultSource(Vault vault) : ISecretSource
    {
        public async ValueTask<IReadOnlyDictionary<string, SecretValue>> ResolveAsync(SecretRequest request, CancellationToken cancellationToken)
        {
            var found = new Dictionary<string, SecretValue>(StringComparer.Ordinal);
            foreach (var name in request.Names)
            {
                if (await vault.FindAsync($"{request.Tenant}/{name}", cancellationToken) is { } value)
                    found[name] = new SecretValue(value);
            }

            return found;
        }
    }
    // end snippet

    private sealed class Vault
    {
        private readonly string[] _organisations = ["rails"];

        public Task<string?> FindAsync(string path, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(_organisations.Contains(path.Split('/')[0]) ? path : null);
        }
    }
}
