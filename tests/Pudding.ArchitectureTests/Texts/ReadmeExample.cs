// snippet: embedding
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pudding.Jobs;
using Pudding.Tenants;
// end snippet

namespace Pudding.ArchitectureTests.Texts;

public sealed class ReadmeExample
{
    [Fact]
    public async Task Works()
    {
        // snippet: embedding
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddPudding(options => options.DefaultLimit = 5)
            .UseInMemoryStore()
            .AddTenant("rails", tenant => tenant.Weight = 2)
            .AddWorker("linux", slots: 4, (job, cancellationToken) =>
            {
                job.Log.WriteLine($"{job.Name} of {job.Tenant}, attempt {job.Attempt}");
                return Task.FromResult(JobOutcome.Succeeded);
            });
        using var host = builder.Build();
        await host.StartAsync();

        var jobs = host.Services.GetRequiredService<IJobClient>();
        var project = TenantPath.Parse("rails/rails");
        var build = await jobs.EnqueueAsync(JobGroupRequest.Of(
            new JobRequest { Tenant = project, Queue = "linux", Name = "test, ruby 3.4" },
            new JobRequest { Tenant = project, Queue = "linux", Name = "test, ruby 4.0" }));
        var done = await jobs.WaitAsync(build.Id);
        var log = await jobs.ReadLogAsync(build.Jobs[0].Id);
        await host.StopAsync();
        // end snippet

        Assert.True(done.Succeeded);
        Assert.Equal("test, ruby 3.4 of rails/rails, attempt 1\n", log);
        await host.StopAsync();
    }
}
