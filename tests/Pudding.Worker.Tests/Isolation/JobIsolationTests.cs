using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pudding.Worker.Isolation;

namespace Pudding.Worker.Tests.Isolation;

public sealed class JobIsolationTests
{
    [Fact]
    public async Task Wrong_options_stop_the_start_and_all_are_named()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddPudding().UseInMemoryStore().AddCommandWorker("linux", slots: 2, options =>
        {
            options.Isolation.Mode = (JobIsolationMode)9;
            options.Isolation.FirstUser = 0;
            options.Isolation.MaxProcesses = 0;
            options.Isolation.MaxMemoryBytes = 1;
            options.Isolation.MaxCpus = -1;
        });
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(5, exception.Failures.Count());
        Assert.All(
            exception.Failures.Zip(["Mode", "FirstUser", "MaxProcesses", "MaxMemoryBytes", "MaxCpus"]),
            pair => Assert.StartsWith($"Command worker of queue 'linux', Isolation.{pair.Second}: ", pair.First, StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Without_root_it_is_refused_when_required_and_done_without_else()
    {
        Skip.If(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "This is root.");

        var error = Assert.Single(new JobIsolation(new JobIsolationOptions { Mode = JobIsolationMode.Required }, slots: 1).Begin(NullLogger.Instance));
        Assert.StartsWith("Mode: jobs can't be kept apart, since ", error, StringComparison.Ordinal);

        var isolation = new JobIsolation(new JobIsolationOptions { Mode = JobIsolationMode.WhenPossible }, slots: 1);
        Assert.Empty(isolation.Begin(NullLogger.Instance));
        using var enclosure = isolation.Enclose("job");
        Assert.Same(JobEnclosure.None, enclosure);
    }

    [Fact]
    public void No_user_is_given_to_two_jobs()
    {
        var users = new JobUsers(5000, 2);
        var (first, second) = (users.Take(), users.Take());
        Assert.Equal((5000, 5001), (first, second));
        Assert.Throws<IOException>(() => users.Take());
        users.Return(first);
        Assert.Equal(5000, users.Take());
    }
}
