using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Jobs;
using Pudding.Tenants;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddPudding()
    .UseInMemoryStore()
    .AddWorker("linux", slots: 2, async (job, stopping) =>
    {
        Console.WriteLine($"{job.Tenant} runs {job.Name}");
        await Task.Delay(TimeSpan.FromMilliseconds(200), stopping); // here the work would be
        return job.Name == "lint" ? JobOutcome.Failed("a line is too long") : JobOutcome.Succeeded;
    });

using var host = builder.Build();
await host.StartAsync();

var jobs = host.Services.GetRequiredService<IJobClient>();
var rails = await jobs.EnqueueAsync(JobGroupRequest.Of(Job("rails/rails", "build"), Job("rails/rails", "test"), Job("rails/rails", "lint")));
var sinatra = await jobs.EnqueueAsync(JobGroupRequest.Of(Job("sinatra/sinatra", "build"), Job("sinatra/sinatra", "test")));

foreach (var build in (JobGroup[])[rails, sinatra])
{
    var outcome = await jobs.WaitAsync(build.Id);
    foreach (var job in outcome.Group.Jobs)
        Console.WriteLine($"{job.Tenant} {job.Name}: {job.State}{(job.Reason is null ? "" : $", {job.Reason}")}");
}

await host.StopAsync();

static JobRequest Job(string project, string name) => new() { Tenant = TenantPath.Parse(project), Queue = "linux", Name = name };
