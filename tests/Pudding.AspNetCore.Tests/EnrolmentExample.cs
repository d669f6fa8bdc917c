using Microsoft.AspNetCore.Builder;
using Pudding.Enrolment;

namespace Pudding.AspNetCore.Tests;

/// <summary>What the page about enrolment shows; that it compiles is the test.</summary>
internal static class EnrolmentExample
{
    public static WebApplication Build(string[] args)
    {
        // snippet: host
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddPudding()
            .UseInMemoryStore()
            .AddQueue("osx")
            .AddEnrolment(o =>
            {
                o.SigningSecrets.Add(builder.Configuration["Pudding:SigningSecret"] ?? "");
                o.PublicUrl = new Uri("https://farm.example.org");
                o.AgentBinaries["osx-arm64"] = "agents/osx-arm64/pudding-agent";
            })
            .AddWorkerEndpoints();
        var app = builder.Build();
        app.MapPuddingWorkers();
        // end snippet
        return app;
    }

    public static async Task<string> MintAsync(IEnrolment enrolment)
    {
        // snippet: mint
        var minted = await enrolment.MintAsync(new EnrolmentTokenRequest
        {
            Name = "mac",
            Queues = ["osx"],
            Slots = 2,
            Actor = "alice",
            Lifetime = TimeSpan.FromHours(1),
        });
        var token = minted.Token.Reveal(); // now, and never again
        // end snippet
        return token;
    }

    public static async Task RevokeAsync(IEnrolment enrolment)
    {
        // snippet: revoke
        foreach (var token in await enrolment.ListTokensAsync())
            await enrolment.RevokeTokenAsync(token.Id, actor: "alice");

        foreach (var credential in await enrolment.ListAsync(new CredentialQuery { WorkerId = "mac/5f0a1b2c3d" }))
            await enrolment.RevokeAsync(new CredentialQuery { Id = credential.Id }, actor: "alice");
        // end snippet
    }
}
