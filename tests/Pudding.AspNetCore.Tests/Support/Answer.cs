using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pudding.Protocol.Messages;

namespace Pudding.AspNetCore.Tests.Support;

/// <summary>What the server has answered.</summary>
internal sealed record Answer(HttpResponseMessage Response, byte[] Body)
{
    public HttpStatusCode Status => Response.StatusCode;

    public WireProblem Problem
    {
        get
        {
            Assert.Equal("application/problem+json", Response.Content.Headers.ContentType?.MediaType);
            return Read(WireJson.Problem);
        }
    }

    public static async Task<Answer> OfAsync(Task<HttpResponseMessage> response)
    {
        var done = await response;
        return new Answer(done, await done.Content.ReadAsByteArrayAsync());
    }

    public T Read<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(Body, type)!;

    /// <summary>The message of an answer that is none of a problem.</summary>
    public T Good<T>(JsonTypeInfo<T> type)
    {
        Assert.True(Status == HttpStatusCode.OK, $"{Status}: {System.Text.Encoding.UTF8.GetString(Body)}");
        return Read(type);
    }

    /// <summary>Checks that it is a problem of a kind.</summary>
    public WireProblem Refused(HttpStatusCode status, string code)
    {
        Assert.True(Status == status, $"{Status}: {System.Text.Encoding.UTF8.GetString(Body)}");
        Assert.Equal((ProblemCodesPrefix + code, (int)status), (Problem.Type, Problem.Status));
        return Problem;
    }

    private const string ProblemCodesPrefix = Pudding.Protocol.ProblemCodes.Prefix;
}
