using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Pudding.Enrolment;
using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.KillHost;

/// <summary>What a client of the host asks of it, over HTTP.</summary>
internal static class ClientEndpoints
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/client/groups", EnqueueAsync);
        app.MapGet("/client/groups/{id:guid}", FindAsync);
        app.MapPost("/client/groups/{id:guid}/cancel", static (Guid id, IJobClient jobs, CancellationToken stop) =>
            jobs.CancelGroupAsync(new JobGroupId(id), "A client asked.", cancellationToken: stop));
        app.MapPost("/client/jobs/{id:guid}/cancel", static (Guid id, IJobClient jobs, CancellationToken stop) =>
            jobs.CancelJobAsync(new JobId(id), "A client asked.", stop));
        app.MapPost("/client/tokens/{queues}/{slots:int}", static async (string queues, int slots, IEnrolment enrolment, CancellationToken stop) =>
            Results.Json((await enrolment.MintAsync(new EnrolmentTokenRequest { Name = "agent", Queues = queues.Split('+'), Slots = slots, Actor = "test" }, stop)).Token.Reveal()));
    }

    private static async Task<GroupMessage> EnqueueAsync(EnqueueMessage message, IJobClient jobs, CancellationToken stop) => GroupMessage.Of(await jobs.EnqueueAsync(
        new JobGroupRequest
        {
            IdempotencyKey = message.Key,
            FailFast = message.FailFast,
            Jobs = [.. message.Jobs.Select(static job => new JobRequest
            {
                Tenant = TenantPath.Parse(job.Tenant),
                Queue = job.Queue,
                MaxAttempts = job.Attempts,
                Backoff = new RetryBackoff { First = TimeSpan.FromMilliseconds(job.BackoffMs) },
            })],
        },
        stop));

    /// <summary>The group as it is as soon as it is over, or the time is.</summary>
    private static async Task<IResult> FindAsync(Guid id, int waitMs, IJobClient jobs, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(waitMs);
        try
        {
            return Results.Ok(GroupMessage.Of((await jobs.WaitAsync(new JobGroupId(id), limit.Token)).Group));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return await jobs.FindGroupAsync(new JobGroupId(id), stop) is { } group ? Results.Ok(GroupMessage.Of(group)) : Results.NotFound();
        }
        catch (KeyNotFoundException)
        {
            return Results.NotFound();
        }
    }
}
