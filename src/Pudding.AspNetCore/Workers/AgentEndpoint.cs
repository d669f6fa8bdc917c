using Microsoft.AspNetCore.Http;
using Pudding.Enrolment;
using Pudding.Protocol;

namespace Pudding.AspNetCore.Workers;

/// <summary>The agent's program, for machines that have none yet. Not secret; whoever fetches it compares its hash with what it was told otherwise.</summary>
internal sealed class AgentEndpoint(IEnrolment enrolment)
{
    public async Task SendAsync(HttpContext context)
    {
        var runtime = (string?)context.Request.RouteValues["rid"] ?? "";
        var binary = await enrolment.FindAgentAsync(runtime, context.RequestAborted).ConfigureAwait(false) ?? throw new RequestProblemException(
            StatusCodes.Status404NotFound, ProblemCodes.NotFound, "This host has no agent for that runtime: see EnrolmentOptions.AgentBinaries.", "rid");

        var tag = $"\"{binary.Sha256}\"";
        var response = context.Response;
        response.Headers.ETag = tag;
        response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(binary.Sha256))}:";
        response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch.Contains(tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/octet-stream";
        response.ContentLength = binary.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.SendFileAsync(binary.Path, 0, binary.Length, context.RequestAborted).ConfigureAwait(false);
    }
}
