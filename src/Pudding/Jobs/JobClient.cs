using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Routing;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Telemetry;

namespace Pudding.Jobs;

internal sealed class JobClient(
    IJobStore jobs,
    IJobLogStore logs,
    GroupWaiters waiters,
    IJobRouter router,
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
        var errors = RequestRules.Check(request, options.Value, router);
        if (errors.Count == 0)
            errors = await knownTenants.CheckAsync(request, cancellationToken).ConfigureAwait(false);
        if (errors.Count > 0)
            throw new JobRejectedException(errors);

        using var activity = instruments.Activities.StartActivity(PuddingTelemetry.EnqueueActivity, ActivityKind.Producer);
        var group = ToNewGroup(request);
        var result = await jobs.EnqueueAsync(group, cancellationToken).ConfigureAwait(false);
        switch (result.Status)
        {
            case EnqueueStatus.Enqueued:
                foreach (var job in group.Jobs)
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

    public async Task<int> CancelGroupAsync(
        JobGroupId group, string reason, bool onlyWaiting = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var cancelled = await jobs.CancelAsync(new CancelRequest { Group = group, Reason = reason, OnlyWaiting = onlyWaiting }, cancellationToken).ConfigureAwait(false);
        return cancelled.Count;
    }

    public async Task<bool> CancelJobAsync(JobId job, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var cancelled = await jobs.CancelAsync(new CancelRequest { Jobs = [job], Reason = reason }, cancellationToken).ConfigureAwait(false);
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
        for (var offset = 0L; ;)
        {
            var page = await logs.ReadAsync(job, offset, LogPage, cancellationToken).ConfigureAwait(false);
            if (page is null || page.Bytes.IsEmpty)
                return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
            bytes.Write(page.Bytes.Span);
            offset = page.NextOffset;
        }
    }

    private NewJobGroup ToNewGroup(JobGroupRequest request) => new()
    {
        Id = new JobGroupId(ids.Next()),
        Name = request.Name,
        IdempotencyKey = request.IdempotencyKey,
        FailFast = request.FailFast,
        SupersedeKey = request.SupersedeKey,
        SupersedeRunning = request.SupersedeRunning,
        Fingerprint = RequestFingerprint.Of(request),
        Jobs = [.. request.Jobs.Select(job => new NewJob
        {
            Id = new JobId(ids.Next()),
            Tenant = job.Tenant,
            Queue = job.Queue ?? router.Route(job.Tenant, job.Labels).Queue!, // there is one: it was checked
            Payload = job.Payload,
            Name = job.Name,
            Priority = job.Priority,
            Timeout = job.Timeout ?? options.Value.DefaultJobTimeout,
            MaxAttempts = job.MaxAttempts,
            Backoff = job.Backoff,
            MaxInfrastructureLosses = job.MaxInfrastructureLosses ?? options.Value.MaxInfrastructureLosses,
            NotBefore = job.NotBefore,
            MaxQueueTime = job.MaxQueueTime,
            Secrets = [.. job.Secrets],
        })],
    };
}
