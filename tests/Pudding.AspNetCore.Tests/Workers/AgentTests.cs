using System.Net;
using System.Security.Cryptography;
using Pudding.AspNetCore.Tests.Support;
using Pudding.Protocol;

namespace Pudding.AspNetCore.Tests.Workers;

public sealed class AgentTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task The_agent_is_sent_to_anybody_with_its_hash_to_pin()
    {
        var program = RandomNumberGenerator.GetBytes(300_000);
        await File.WriteAllBytesAsync(_path, program);
        await using var farm = await WebFarm.StartAsync(farm => farm.AddEnrolment(o => o.AgentBinaries["linux-x64"] = _path));
        var binary = (await farm.Enrolment.FindAgentAsync("linux-x64"))!;
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(program)), program.Length), (binary.Sha256, binary.Length));

        var answer = await Answer.OfAsync(farm.Http.GetAsync("agent/linux-x64"));

        Assert.Equal(program, answer.Body);
        Assert.Equal($"\"{binary.Sha256}\"", answer.Response.Headers.ETag!.Tag);
        Assert.Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData(program))}:", Assert.Single(answer.Response.Headers.GetValues("Repr-Digest")));
        using var again = new HttpRequestMessage(HttpMethod.Get, "agent/linux-x64");
        again.Headers.IfNoneMatch.Add(answer.Response.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, (await farm.Http.SendAsync(again)).StatusCode);
        using var head = await farm.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "agent/linux-x64"));
        Assert.Equal(program.Length, head.Content.Headers.ContentLength);
        (await Answer.OfAsync(farm.Http.GetAsync("agent/win-x64"))).Refused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    [Fact]
    public async Task An_agent_that_was_replaced_has_its_new_hash()
    {
        await File.WriteAllTextAsync(_path, "one");
        await using var farm = await WebFarm.StartAsync(farm => farm.AddEnrolment(o => o.AgentBinaries["linux-x64"] = _path));
        var first = await farm.Enrolment.FindAgentAsync("linux-x64");
        await File.WriteAllTextAsync(_path, "longer");
        Assert.NotEqual(first!.Sha256, (await farm.Enrolment.FindAgentAsync("linux-x64"))!.Sha256);
    }
}
