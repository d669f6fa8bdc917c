using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Telemetry;

namespace Pudding.Jobs;

internal sealed class JobClient(
    IJobStore jobs,
    IJobLogStore logs,
    GroupWaiters waiters,
    IIdSource ids,
    PuddingInstruments instruments,
    KnownTenants knownTenants,
    IHostApplicationLifetime lifetime,
    IOptions<PuddingOptions> options) : IJobClient
{
    private const int LogPage = 64 * 1024;

    public async Task<JobGroup> EnqueueAsync(JobGroupRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var errors = RequestRules.Check(request, options.Value);
        if (errors.Count == 0)
            errors = await knownTenants.CheckAsync(request, cancellationToken).ConfigureAwait(false);
        if (errors.Count > 0)
            throw new JobRejectedException(errors);

        using var activity = instruments.Activities.StartActivity(PuddingTelemetry.EnqueueActivity, ActivityKind.Producer);
        var result = await jobs.EnqueueAsync(ToNewGroup(request), cancellationToken).ConfigureAwait(false);
        switch (result.Status)
        {
            case EnqueueStatus.Enqueued:
                foreach (var job in request.Jobs)
                    instruments.OnEnqueued(job.Queue);
                return result.Group!;
            case EnqueueStatus.AlreadyEnqueued:
                return result.Group!;
            case EnqueueStatus.KeyInUse:
                throw new JobRejectedException([$"IdempotencyKey: {result.Error}"]);
            default:
                throw new JobRejectedException([$"Jobs[{result.JobIndex}].Tenant: {result.Error}"]);
        }
    }

    public async Task<JobGroup?> FindGroupAsync(JobGroupId group, CancellationToken cancellationToken = default) =>
        await jobs.FindGroupAsync(group, cancellationToken).ConfigureAwait(false);

    public async Task<Job?> FindJobAsync(JobId job, CancellationToken cancellationToken = default) =>
        await jobs.FindJobAsync(job, cancellationToken).ConfigureAwait(false);

    public async Task<int> CancelGroupAsync(JobGroupId group, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var cancelled = await jobs.CancelAsync(new CancelRequest { Group = group, Reason = reason }, cancellationToken).ConfigureAwait(false);
        return cancelled.Count;
    }

    public async Task<bool> CancelJobAsync(JobId job, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var cancelled = await jobs.CancelAsync(new CancelRequest { Job = job, Reason = reason }, cancellationToken).ConfigureAwait(false);
        return cancelled.Count > 0;
    }

    public async Task<JobGroupOutcome> WaitAsync(JobGroupId group, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);

        // Before the store is read, so that what ends right after still wakes.
        var signal = waiters.Enter(group);
        try
        {
            while (true)
            {
                var found = await jobs.FindGroupAsync(group, either.Token).ConfigureAwait(false)
                    ?? throw new KeyNotFoundException($"There is no job group {group}.");
                if (found.IsFinal)
                    return new JobGroupOutcome { Group = found };
                await signal.WaitAsync(options.Value.SweepInterval, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException exception) when (lifetime.ApplicationStopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The host stops; the jobs go on, or are there when it starts again.", exception, lifetime.ApplicationStopping);
        }
        finally
        {
            waiters.Leave(group, signal);
        }
    }

    public async Task<string> ReadLogAsync(JobId job, CancellationToken cancellationToken = default)
    {
        using var bytes = new MemoryStream();
        while (true)
        {
            var page = await logs.ReadAsync(job, bytes.Length, LogPage, cancellationToken).ConfigureAwait(false);
            if (page.IsEmpty)
                return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
            bytes.Write(page.Span);
        }
    }

    private NewJobGroup ToNewGroup(JobGroupRequest request) => new()
    {
        Id = new JobGroupId(ids.Next()),
        Name = request.Name,
        IdempotencyKey = request.IdempotencyKey,
        Fingerprint = RequestFingerprint.Of(request),
        Jobs = [.. request.Jobs.Select(job => new NewJob
        {
            Id = new JobId(ids.Next()),
            Tenant = job.Tenant,
            Queue = job.Queue,
            Payload = job.Payload,
            Name = job.Name,
            Priority = job.Priority,
            Timeout = job.Timeout ?? options.Value.DefaultJobTimeout,
            MaxAttempts = job.MaxAttempts,
        })],
    };
}
