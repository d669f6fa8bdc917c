using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Logs;
using Pudding.Routing;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Telemetry;

namespace Pudding.Jobs;

internal sealed class JobClient(
    IJobStore jobs,
    IJobQueryStore queries,
    IJobLogStore logs,
    GroupWaiters waiters,
    LogFollowers followers,
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

        return await WriteAsync(ToNewGroup(request), cancellationToken).ConfigureAwait(false);
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

    public async Task<JobGroup> RerunAsync(JobGroupId group, RerunRequest? request = null, CancellationToken cancellationToken = default)
    {
        request ??= new RerunRequest();
        var found = await jobs.FindGroupAsync(group, cancellationToken).ConfigureAwait(false) ?? throw new KeyNotFoundException($"There is no job group {group}.");
        var chosen = found.Jobs.Where(job => Rerun.Covers(request.Scope, job.State)).ToList();
        var errors = RequestRules.Check(request, found, chosen, options.Value);
        if (errors.Count > 0)
            throw new JobRejectedException(errors);

        var written = await WriteAsync(
            Rerun.Of(found, chosen, new JobGroupId(ids.Next()), ids) with { IdempotencyKey = request.IdempotencyKey }, cancellationToken).ConfigureAwait(false);
        await queries.ResolveAsync([.. chosen.Select(static job => job.Id)], JobResolution.Requeued, cancellationToken).ConfigureAwait(false);
        return written;
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
            throw HostStops(exception);
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

    public IAsyncEnumerable<JobLogPage> FollowLogAsync(JobId job, long offset = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return FollowAsync(job, offset, cancellationToken);
    }

    private async IAsyncEnumerable<JobLogPage> FollowAsync(JobId job, long offset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);

        // Before the store is read, so that what is written right after still wakes.
        var signal = followers.Enter(job);
        try
        {
            while (true)
            {
                var page = await ReadPageAsync().ConfigureAwait(false);
                yield return page;
                if (page.IsComplete)
                    yield break;
                offset = page.NextOffset;
            }
        }
        finally
        {
            followers.Leave(job, signal);
        }

        // The next page that says something; what comes while the reader is busy with the last one is in it.
        async Task<JobLogPage> ReadPageAsync()
        {
            try
            {
                while (true)
                {
                    var page = await logs.ReadAsync(job, offset, LogPage, either.Token).ConfigureAwait(false) ?? throw new KeyNotFoundException($"There is no job {job}.");
                    if (!page.Bytes.IsEmpty || page.IsComplete)
                        return page;
                    await signal.WaitAsync(options.Value.SweepInterval, either.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException exception) when (lifetime.ApplicationStopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw HostStops(exception);
            }
        }
    }

    private OperationCanceledException HostStops(OperationCanceledException cause) =>
        new("The host stops; the jobs go on, or are there when it starts again.", cause, lifetime.ApplicationStopping);

    private async Task<JobGroup> WriteAsync(NewJobGroup group, CancellationToken cancellationToken)
    {
        using var activity = instruments.Activities.StartActivity(PuddingTelemetry.EnqueueActivity, ActivityKind.Producer);
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
            case EnqueueStatus.IdInUse:
                throw new InvalidOperationException($"{nameof(IIdSource)} gave an id twice: {result.Error}");
            default:
                throw new JobRejectedException([$"Jobs[{result.JobIndex}].Tenant: {result.Error}"]);
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
