using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Telemetry;

namespace Pudding.Recovery;

internal sealed class JobRecovery(
    IJobStore jobs,
    IJobQueryStore queries,
    IIdSource ids,
    PuddingInstruments instruments,
    IOptions<PuddingOptions> options,
    ILogger<JobRecovery> logger) : IJobRecovery
{
    public async Task<long> CountAsync(JobQuery query, CancellationToken cancellationToken = default)
    {
        RecoveryRules.Check(query);
        return await queries.CountAsync(query, cancellationToken).ConfigureAwait(false);
    }

    public IAsyncEnumerable<Job> ListAsync(JobQuery query, CancellationToken cancellationToken = default)
    {
        RecoveryRules.Check(query);
        return EnumerateAsync(query, cancellationToken);
    }

    public Task<RecoveryReport> RequeueAsync(JobQuery query, RecoveryRequest request, CancellationToken cancellationToken = default)
    {
        RecoveryRules.Check(query, request);
        return RunAsync(RecoveryKind.Requeue, query, request, cancellationToken);
    }

    public Task<RecoveryReport> DiscardAsync(JobQuery query, RecoveryRequest request, CancellationToken cancellationToken = default)
    {
        RecoveryRules.Check(query, request);
        return RunAsync(RecoveryKind.Discard, query, request, cancellationToken);
    }

    private async IAsyncEnumerable<Job> EnumerateAsync(JobQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in queries.ReadPagesAsync(query, cancellationToken).ConfigureAwait(false))
        {
            foreach (var job in page)
                yield return job;
        }
    }

    private async Task<RecoveryReport> RunAsync(RecoveryKind kind, JobQuery query, RecoveryRequest request, CancellationToken cancellationToken)
    {
        var tally = new RecoveryTally(request, await queries.CountAsync(query, cancellationToken).ConfigureAwait(false));
        if (!request.DryRun)
            Log.Began(logger, kind, request.Actor, request.Reason, query.Describe(), tally.Matched);
        var isWhole = false;
        try
        {
            if (kind == RecoveryKind.Requeue)
                await new Requeuing(jobs, queries, ids, instruments, options.Value, request.DryRun, tally).RunAsync(query, cancellationToken).ConfigureAwait(false);
            else
                await new Discarding(jobs, queries, ReasonOf(request), request.DryRun, tally).RunAsync(query, cancellationToken).ConfigureAwait(false);
            isWhole = true;
        }
        finally
        {
            // Also of one that was cut short: what it did stands.
            if (!request.DryRun)
                Log.Ended(logger, kind, request.Actor, tally.Done, tally.Skipped, isWhole);
        }

        return tally.ToReport();
    }

    private static string ReasonOf(RecoveryRequest request) =>
        string.IsNullOrWhiteSpace(request.Reason) ? $"Discarded by {request.Actor}." : $"Discarded by {request.Actor}: {request.Reason}";
}
