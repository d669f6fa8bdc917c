using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Tests.Hosting;

public sealed class EndToEndTests
{
    [Fact]
    public async Task Jobs_of_several_projects_run_to_their_end()
    {
        using var host = Farm.Build(farm => farm.AddWorker("linux", slots: 4, (job, _) =>
        {
            job.Log.WriteLine($"hello from {job.Name}");
            return Task.FromResult(JobOutcome.Succeeded);
        }));
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IJobClient>();

        var group = await client.EnqueueAsync(JobGroupRequest.Of(
            [.. Enumerable.Range(0, 50).Select(i => new JobRequest { Tenant = TenantPath.Parse($"org/p{i % 3}"), Queue = "linux", Name = $"job {i}" })]));
        var outcome = await client.WaitAsync(group.Id).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(outcome.Succeeded);
        Assert.All(outcome.Group.Jobs, job => Assert.Equal(1, job.Attempt));
        Assert.Equal("hello from job 7\n", await client.ReadLogAsync(group.Jobs[7].Id));
        await host.StopAsync();
    }
}
