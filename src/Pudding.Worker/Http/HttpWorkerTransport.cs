using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using Pudding.Logs;
using Pudding.Protocol;
using Pudding.Protocol.Mapping;
using Pudding.Protocol.Messages;
using Pudding.Workers;

namespace Pudding.Worker.Http;

/// <summary>Reaches the farm over HTTP. Who the worker is and what it serves, its credential says.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class HttpWorkerTransport(HostClient host, Credentials credentials, ILogger<HttpWorkerTransport> logger) : IWorkerTransport
{
    private const int MaxLogPiece = 256 * 1024;

    private static readonly MediaTypeHeaderValue Bytes = new("application/octet-stream");

    private string? _worker;

    public async ValueTask<ConnectReply> ConnectAsync(WorkerRegistration registration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(registration);
        var first = Interlocked.CompareExchange(ref _worker, registration.WorkerId, comparand: null) ?? registration.WorkerId;
        if (first != registration.WorkerId)
            throw new InvalidOperationException($"Worker '{registration.WorkerId}': a credential is for one worker, and '{first}' has it. Give each worker a process and a state directory of its own.");

        var message = new WireConnect { Protocol = ProtocolVersions.Current, Slots = registration.Slots };
        var reply = await CallAsync(
            bearer => host.PostAsync(WorkerRoutes.Connect, bearer, message, WireJson.Connect, WireJson.ConnectReply, TimeSpan.Zero, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        credentials.HoldsFor(TimeSpan.FromMilliseconds(reply.CredentialExpiresInMs));
        return reply.FromWire() with { Terms = TermsOf(reply, registration.Slots) };
    }

    public async ValueTask<HeartbeatReply> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken)
    {
        var message = heartbeat.ToWire();

        // A wait that the worker gives up is left to end by itself: the newer heartbeat ends it, and the connection is kept.
        var call = CallAsync(
            bearer => host.PostAsync(WorkerRoutes.Heartbeat, bearer, message, WireJson.Heartbeat, WireJson.HeartbeatReply, heartbeat.Wait, CancellationToken.None),
            cancellationToken);
        try
        {
            var reply = await call.WaitAsync(cancellationToken).ConfigureAwait(false);
            return reply.FromWire();
        }
        catch (OperationCanceledException) when (!call.IsCompleted)
        {
            _ = ObserveAsync(call);
            throw;
        }
    }

    public async ValueTask DisconnectAsync(string workerId, long session, CancellationToken cancellationToken)
    {
        var message = new WireDisconnect { Session = session };
        await CallAsync(
            bearer => host.PostAsync(WorkerRoutes.Disconnect, bearer, message, WireJson.Disconnect, WireJson.Disconnect, TimeSpan.Zero, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<LogAppendResult> AppendLogAsync(JobLogChunk chunk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        for (var done = 0; ;)
        {
            var piece = chunk.Bytes.Slice(done, Math.Min(MaxLogPiece, chunk.Bytes.Length - done));
            var route = string.Create(
                CultureInfo.InvariantCulture, $"{WorkerRoutes.Log}?job={chunk.Lease.JobId.Value}&token={chunk.Lease.FencingToken}&offset={chunk.Offset + done}");
            var reply = await CallAsync(
                bearer =>
                {
                    var content = new ReadOnlyMemoryContent(piece);
                    content.Headers.ContentType = Bytes;
                    return host.SendAsync(route, bearer, content, WireJson.LogReply, TimeSpan.Zero, cancellationToken);
                },
                cancellationToken).ConfigureAwait(false);
            var result = reply.FromWire();
            done += piece.Length;
            if (result.Status != LogAppendStatus.Appended || done >= chunk.Bytes.Length)
                return result;
        }
    }

    private async Task<TReply> CallAsync<TReply>(Func<string, Task<TReply>> call, CancellationToken cancellationToken)
    {
        var bearer = await credentials.GetAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await call(bearer).ConfigureAwait(false);
        }
        catch (HostRefusedException refusal) when (refusal is { Status: HttpStatusCode.Unauthorized, Code: ProblemCodes.Credential })
        {
            bearer = await credentials.ReplaceAsync(bearer, refusal, cancellationToken).ConfigureAwait(false);
            return await call(bearer).ConfigureAwait(false);
        }
    }

    private async Task ObserveAsync(Task call)
    {
        try
        {
            await call.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.LateAnswerFailed(logger, exception);
        }
    }

    private static WorkerTerms TermsOf(WireConnectReply reply, int offered) => new()
    {
        Slots = reply.Slots > 0 ? Math.Min(reply.Slots, offered) : offered,
        HeartbeatInterval = TimeSpan.FromMilliseconds(reply.HeartbeatIntervalMs > 0 ? reply.HeartbeatIntervalMs : 10_000),
        LeaseMargin = TimeSpan.FromMilliseconds(reply.LeaseMarginMs > 0 ? reply.LeaseMarginMs : 15_000),
    };
}
