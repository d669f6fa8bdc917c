using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Pudding.Agent.Tests.Support;
using Pudding.Jobs;

namespace Pudding.Agent.Tests.Faults;

/// <summary>Agents and hosts that are one version apart.</summary>
public sealed class VersionTests
{
    [Fact]
    public async Task An_agent_works_for_a_host_that_is_newer()
    {
        await using var farm = await AgentFarm.OpenAsync(use: SpeakAsTomorrow);
        var (_, worker) = await farm.JoinAsync("a");
        var good = await farm.EnqueueAsync("echo hello $SECRET", secret: "registry-token");
        var bad = await farm.EnqueueAsync("exit 3");

        var over = await farm.OverAsync(good);
        Assert.Equal((JobState.Succeeded, 1, worker.WorkerId), (over.State, over.Attempt, over.WorkerId));
        Assert.Equal("hello ***\n", await farm.Jobs.ReadLogAsync(good));
        Assert.Equal(JobState.Failed, (await farm.OverAsync(bad)).State);
    }

    [Fact]
    public async Task A_host_works_with_an_agent_that_is_newer()
    {
        await using var farm = await AgentFarm.OpenAsync();
        using var agent = new HttpClient { BaseAddress = new Uri(farm.Wire.Url, "/pudding/workers/") };
        agent.DefaultRequestHeaders.Add("Pudding-Protocol", "2");
        var secret = new string('s', 43);
        var registered = await SayAsync(agent, "register", $$"""{"protocol":2,"token":"{{await farm.TokenAsync()}}","secret":"{{secret}}","ofTomorrow":[{}]}""");
        agent.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"{registered["credential"]}.{secret}");
        var connected = await SayAsync(agent, "connect", """{"protocol":2,"slots":1,"ofTomorrow":{"x":1}}""");
        Assert.Equal((1, "connected"), ((int)connected["protocol"]!, (string)connected["status"]!));
        var session = (long)connected["session"]!;
        var job = await farm.EnqueueAsync("exit 0");

        var beat = 0;
        var reply = await Eventually.GetAsync(
            "the job is assigned",
            async () => await SayAsync(agent, "heartbeat", Beat(session, ++beat, "\"freeSlots\":1,\"ofTomorrow\":null")) is var answer && answer["assignments"] is JsonArray ? answer : null);
        var lease = reply["assignments"]![0]!["lease"]!.ToJsonString();
        await SayAsync(agent, "heartbeat", Beat(session, ++beat, $$"""{"held":[{{lease}}]}"""[1..^1]));
        Assert.Equal(JobState.Running, (await farm.FindAsync(job)).State);
        await SayAsync(agent, "heartbeat", Beat(session, ++beat, $$"""
            "results":[{"lease":{{lease}},"outcome":{"kind":"succeeded","reason":null,"ofTomorrow":"x"},"ranForMs":5,"ofTomorrow":1}]
            """));

        Assert.Equal(JobState.Succeeded, (await farm.OverAsync(job)).State);
    }

    private static string Beat(long session, int sequence, string more) => $$"""{"session":{{session}},"sequence":{{sequence}},{{more}} }""";

    private static async Task<JsonNode> SayAsync(HttpClient agent, string route, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await agent.PostAsync(new Uri(route, UriKind.Relative), content);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, answer);
        return JsonNode.Parse(answer)!;
    }

    /// <summary>Whatever the host answers has fields that this version doesn't know, everywhere.</summary>
    private static void SpeakAsTomorrow(WebApplication app) => app.Use(static async (HttpContext context, RequestDelegate next) =>
    {
        var wire = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        await next(context);
        var bytes = kept.ToArray();
        if (context.Response.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true && bytes.Length > 0)
        {
            var message = JsonNode.Parse(bytes)!;
            Enrich(message);
            bytes = Encoding.UTF8.GetBytes(message.ToJsonString());
            context.Response.ContentLength = bytes.Length;
        }

        context.Response.Body = wire;
        await wire.WriteAsync(bytes, context.RequestAborted);
    });

    private static void Enrich(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                Enrich(item);
        }

        if (node is not JsonObject fields)
            return;
        foreach (var (_, value) in fields.ToList())
            Enrich(value);
        fields["ofTomorrow"] = new JsonObject { ["x"] = new JsonArray(1, "two", null) };
    }
}
