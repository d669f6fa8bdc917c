using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Protocol.Mapping;
using Pudding.Protocol.Messages;
using Pudding.Workers;

namespace Pudding.AspNetCore.Workers;

/// <summary>Pieces of the logs of jobs, as they are.</summary>
internal sealed class LogEndpoint(IWorkerTransport farm, WorkerAuthentication authentication, IOptions<WorkerEndpointOptions> options)
{
    public async Task AppendAsync(HttpContext context)
    {
        var credential = await authentication.AuthenticateAsync(context).ConfigureAwait(false);
        var query = context.Request.Query;
        var chunk = new JobLogChunk
        {
            WorkerId = credential.WorkerId,
            Lease = new LeaseKey(
                Guid.TryParse(query["job"], out var job) && job != Guid.Empty ? new JobId(job) : throw RequestProblemException.Invalid("job", "is no id of a job."),
                ReadNumber(query["token"], "token")),
            Offset = ReadNumber(query["offset"], "offset"),
            Bytes = await ReadAsync(context, options.Value.MaxLogBytes).ConfigureAwait(false),
        };
        var result = await farm.AppendLogAsync(chunk, context.RequestAborted).ConfigureAwait(false);
        await WireBody.WriteAsync(context, result.ToWire(), WireJson.LogReply).ConfigureAwait(false);
    }

    private static long ReadNumber(string? text, string field) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw RequestProblemException.Invalid(field, "is no number from 0 on.");

    private static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, int limit)
    {
        WireBody.Limit(context, limit);
        using var bytes = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        try
        {
            await context.Request.Body.CopyToAsync(bytes, context.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw RequestProblemException.TooLarge(limit);
        }

        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }
}
