using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pudding.AspNetCore.Tests.Support;
using Pudding.Enrolment;

namespace Pudding.AspNetCore.Tests.Workers;

public sealed class StartUpTests
{
    public static TheoryData<string, string, string> Refusals => new()
    {
        { "no-secret", "EnrolmentOptions.SigningSecrets", "AddEnrolment(o => o.SigningSecrets.Add(" },
        { "short-secret", "EnrolmentOptions.SigningSecrets[1]", "at least 32" },
        { "no-url", "EnrolmentOptions.PublicUrl", "missing" },
        { "relative-url", "EnrolmentOptions.PublicUrl", "not absolute" },
        { "http-url", "EnrolmentOptions.PublicUrl", "AllowInsecureTransport" },
        { "ftp-url", "EnrolmentOptions.PublicUrl", "ftp" },
        { "query-url", "EnrolmentOptions.PublicUrl", "query" },
        { "fragment-url", "EnrolmentOptions.PublicUrl", "fragment" },
        { "user-url", "EnrolmentOptions.PublicUrl", "user" },
        { "lifetime", "EnrolmentOptions.CredentialLifetime", "10 minutes" },
        { "boot-lifetime", "EnrolmentOptions.BootTokenLifetime", "a day" },
        { "token-lifetime", "EnrolmentOptions.EnrolmentTokenLifetime", "365" },
        { "no-agent", "EnrolmentOptions.AgentBinaries[linux-x64]", "no file" },
        { "hold", "WorkerEndpointOptions.MaxHold", "a minute" },
        { "beat-bytes", "WorkerEndpointOptions.MaxHeartbeatBytes", "4096" },
        { "items", "WorkerEndpointOptions.MaxHeartbeatItems", "1 to" },
        { "log-bytes", "WorkerEndpointOptions.MaxLogBytes", "4096" },
        { "failures", "WorkerEndpointOptions.MaxFailuresPerMinute", "less than 1" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_wrong_setting_stops_the_host_and_is_named(string what, string setting, string says)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => WebFarm.StartAsync(farm => farm
            .AddEnrolment(o => Spoil(o, what))
            .AddWorkerEndpoints(o => Spoil(o, what))));

        var failure = Assert.Single(refused.Failures);
        Assert.StartsWith(setting + ":", failure, StringComparison.Ordinal);
        Assert.Contains(says, failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://farm.example.org", false)]
    [InlineData("https://farm.example.org:8443/below/", false)]
    [InlineData("http://127.0.0.1:5000", false)]
    [InlineData("http://localhost:5000", false)]
    [InlineData("http://[::1]:5000", false)]
    [InlineData("http://farm.example.org", true)]
    public async Task A_url_that_agents_can_use_is_taken(string url, bool allowInsecure)
    {
        await using var farm = await WebFarm.StartAsync(farm => farm.AddEnrolment(o => (o.PublicUrl, o.RequirePublicUrl, o.AllowInsecureTransport) = (new Uri(url), true, allowInsecure)));
        await farm.RegisterAsync();
    }

    [Fact]
    public void Mapping_without_the_services_says_which_call_to_add()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddPudding().UseInMemoryStore();
        using var app = (IDisposable)builder.Build();

        var missing = Assert.Throws<InvalidOperationException>(() => ((WebApplication)app).MapPuddingWorkers());

        Assert.Contains("AddWorkerEndpoints()", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_lets_nobody_in_without_a_login_lets_workers_in_by_their_credentials()
    {
        await using var farm = await WebFarm.StartAsync(
            use: static app => app.UseAuthorization(),
            services: static services => services.AddAuthorization(static o => o.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()));
        var machine = await farm.RegisterAsync();
        await machine.ConnectAsync();
        Assert.Equal("accepted", (await machine.BeatAsync()).Status);
    }

    private static void Spoil(EnrolmentOptions o, string what)
    {
        switch (what)
        {
            case "no-secret": o.SigningSecrets.Clear(); break;
            case "short-secret": o.SigningSecrets.Add(new string('x', 31)); break;
            case "no-url": o.RequirePublicUrl = true; break;
            case "relative-url": o.PublicUrl = new Uri("/pudding", UriKind.Relative); break;
            case "http-url": o.PublicUrl = new Uri("http://farm.example.org"); break;
            case "ftp-url": o.PublicUrl = new Uri("ftp://farm.example.org"); break;
            case "query-url": o.PublicUrl = new Uri("https://farm.example.org/?a=b"); break;
            case "fragment-url": o.PublicUrl = new Uri("https://farm.example.org/#a"); break;
            case "user-url": o.PublicUrl = new Uri("https://me:pw@farm.example.org/"); break;
            case "lifetime": o.CredentialLifetime = TimeSpan.FromMinutes(9); break;
            case "boot-lifetime": o.BootTokenLifetime = TimeSpan.FromDays(2); break;
            case "token-lifetime": o.EnrolmentTokenLifetime = TimeSpan.FromDays(366); break;
            case "no-agent": o.AgentBinaries["linux-x64"] = "no/such/file"; break;
        }
    }

    private static void Spoil(WorkerEndpointOptions o, string what)
    {
        switch (what)
        {
            case "hold": o.MaxHold = TimeSpan.FromMinutes(2); break;
            case "beat-bytes": o.MaxHeartbeatBytes = 10; break;
            case "items": o.MaxHeartbeatItems = 0; break;
            case "log-bytes": o.MaxLogBytes = int.MaxValue; break;
            case "failures": o.MaxFailuresPerMinute = 0; break;
        }
    }
}
