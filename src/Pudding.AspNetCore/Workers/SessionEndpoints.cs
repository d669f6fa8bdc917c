using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Pudding.Enrolment;
using Pudding.Hosting;
using Pudding.Protocol;
using Pudding.Protocol.Mapping;
using Pudding.Protocol.Messages;
using Pudding.Workers;

namespace Pudding.AspNetCore.Workers;

/// <summary>A worker's session: who it is, and what it serves, its credential says.</summary>
internal sealed class SessionEndpoints(
    IWorkerTransport farm,
    WorkerAuthentication authentication,
    IOptions<WorkerEndpointOptions> options,
    IOptions<PuddingOptions> pudding,
    IHostApplicationLifetime lifetime,
    TimeProvider clock)
{
    private const int MaxBytes = 4 * 1024;

    /// <summary>Whoever waited for so long may have been shut out meanwhile.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(1);

    public async Task ConnectAsync(HttpContext context)
    {
        var credential = await authentication.AuthenticateAsync(context).ConfigureAwait(false);
        var message = await WireBody.ReadAsync(context, WireJson.Connect, MaxBytes).ConfigureAwait(false);
        var version = ProtocolVersions.Agree(message.Protocol) ?? throw RequestProblemException.TooOld(message.Protocol);
        var grant = credential.Grant;
        if (message.Slots < 0)
            throw RequestProblemException.Invalid("slots", $"{message.Slots} is below zero; leave it out for all that the token grants.");
        var slots = message.Slots == 0 ? grant.Slots : Math.Min(message.Slots, grant.Slots); // who offers more is told what counts
        var reply = await farm.ConnectAsync(
            new WorkerRegistration { WorkerId = credential.WorkerId, InstanceId = grant.InstanceId, Queues = grant.Queues, Slots = slots }, context.RequestAborted).ConfigureAwait(false);
        await WireBody.WriteAsync(
            context,
            new WireConnectReply
            {
                Protocol = version,
                Status = reply.Status.ToWire(),
                Session = reply.Session,
                WorkerId = credential.WorkerId,
                Queues = grant.Queues,
                Slots = slots,
                HeartbeatIntervalMs = (long)pudding.Value.HeartbeatInterval.TotalMilliseconds,
                LeaseMarginMs = (long)pudding.Value.LeaseMargin.TotalMilliseconds,
                CredentialExpiresInMs = (long)credential.ExpiresIn.TotalMilliseconds,
            },
            WireJson.ConnectReply).ConfigureAwait(false);
    }

    public async Task HeartbeatAsync(HttpContext context)
    {
        var credential = await authentication.AuthenticateAsync(context).ConfigureAwait(false);
        var message = await WireBody.ReadAsync(context, WireJson.Heartbeat, options.Value.MaxHeartbeatBytes).ConfigureAwait(false);
        Check(message);
        var heartbeat = message.FromWire(credential.WorkerId);
        if (heartbeat.Wait > options.Value.MaxHold)
            heartbeat = heartbeat with { Wait = options.Value.MaxHold };

        var since = clock.GetTimestamp();
        var reply = heartbeat.Wait > TimeSpan.Zero
            ? await WaitAsync(heartbeat, context).ConfigureAwait(false)
            : await farm.HeartbeatAsync(heartbeat, context.RequestAborted).ConfigureAwait(false);
        if (clock.GetElapsedTime(since) > LongWait)
            await authentication.AuthenticateAsync(context).ConfigureAwait(false);
        await WireBody.WriteAsync(context, reply.ToWire(), WireJson.HeartbeatReply).ConfigureAwait(false);
    }

    public async Task DisconnectAsync(HttpContext context)
    {
        var credential = await authentication.AuthenticateAsync(context).ConfigureAwait(false);
        var message = await WireBody.ReadAsync(context, WireJson.Disconnect, MaxBytes).ConfigureAwait(false);
        await farm.DisconnectAsync(credential.WorkerId, message.Session, context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>A host that stops need not wait for those who wait.</summary>
    private async ValueTask<HeartbeatReply> WaitAsync(Heartbeat heartbeat, HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        return await farm.HeartbeatAsync(heartbeat, either.Token).ConfigureAwait(false);
    }

    private void Check(WireHeartbeat message)
    {
        if (message.FreeSlots < 0)
            throw RequestProblemException.Invalid("freeSlots", $"{message.FreeSlots} is below zero.");
        CheckCount(message.Held?.Count, "held");
        CheckCount(message.Stopping?.Count, "stopping");
        CheckCount(message.Results?.Count, "results");
    }

    private void CheckCount(int? count, string field)
    {
        if (count > options.Value.MaxHeartbeatItems)
            throw RequestProblemException.Invalid(field, $"has {count} items; at most {options.Value.MaxHeartbeatItems} are allowed.");
    }
}
