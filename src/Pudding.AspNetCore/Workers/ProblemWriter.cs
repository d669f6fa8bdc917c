using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Pudding.Protocol;
using Pudding.Protocol.Messages;

namespace Pudding.AspNetCore.Workers;

internal static class ProblemWriter
{
    public static Task WriteAsync(HttpContext context, RequestProblemException problem)
    {
        var headers = context.Response.Headers;
        if (problem.RetryAfter is { } wait)
            headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (problem.Status == StatusCodes.Status401Unauthorized)
            headers.WWWAuthenticate = "Bearer";
        var body = new WireProblem
        {
            Type = ProblemCodes.Prefix + problem.Code,
            Title = ReasonPhrases.GetReasonPhrase(problem.Status),
            Status = problem.Status,
            Detail = problem.Message,
            Field = problem.Field,
        };
        return WireBody.WriteAsync(context, body, WireJson.Problem, problem.Status, "application/problem+json");
    }
}
