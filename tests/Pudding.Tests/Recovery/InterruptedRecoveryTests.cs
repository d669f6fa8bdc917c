using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Recovery;
using Pudding.Storage;
using Pudding.Telemetry;
using Pudding.Tenants;

namespace Pudding.Tests.Recovery;

/// <summary>Several operators with overlapping queries, each of whom may be interrupted by the others or die at any call of the store.</summary>
public sealed class InterruptedRecoveryTests
{
    private static readonly string[] Names = ["bad 1", "bad 2", "bad 3", "stop 1", "stop 2", "good", "run", "wait"];

    private static readonly Gen<(string Tenant, List<string> Names)[]> Groups =
        Gen.Select(Any("a/x", "a/y", "b/x"), Any(Names).List[1, 6]).Array[1, 6];

    private static readonly Gen<JobQuery> Query = Gen.Select(
        Any<IReadOnlyList<JobState>>([], [JobState.Failed], [JobState.Cancelled, JobState.Failed], [JobState.Pending, JobState.Running, JobState.Failed]),
        Any<IReadOnlyList<JobCause>>([], [JobCause.HandlerFailed], [JobCause.CancelRequested]),
        Any<string?>(null, "bad 1", "1", "broken"),
        Any<string?>(null, "a", "a/x", "b/x"),
        Any<JobResolution?>(null, JobResolution.None, JobResolution.Discarded),
        (states, causes, reason, tenant, resolution) => new JobQuery
        {
            States = states,
            Causes = causes,
            ReasonContains = reason,
            Tenant = tenant is null ? null : TenantPath.Parse(tenant),
            Resolution = resolution,
        });

    private static readonly Gen<long?> Limit = Any<long?>(null, null, 1, 2, 3, 5, 8);

    [Fact]
    public Task A_dry_run_counts_what_the_run_does() =>
        Gen.Select(Groups, Query.Array[1, 4], Limit, Gen.Bool.Array[4]).SampleAsync(
            async (groups, queries, limit, discards) =>
            {
                using var wreck = await MakeAsync(groups);
                for (var i = 0; i < queries.Length; i++)
                {
                    var request = Wreck.By() with { All = true, Limit = limit };
                    var (dry, run) = discards[i]
                        ? (await wreck.Recovery.DiscardAsync(queries[i], request with { DryRun = true }), await wreck.Recovery.DiscardAsync(queries[i], request))
                        : (await wreck.Recovery.RequeueAsync(queries[i], request with { DryRun = true }), await wreck.Recovery.RequeueAsync(queries[i], request));
                    RequeueTests.Same(dry, run);
                    if (!run.HasMore)
                        Assert.Equal(run.Matched, run.Done + run.Skipped.Values.Sum());
                }
            },
            iter: 150);

    [Fact]
    public Task Nothing_is_requeued_twice_and_what_was_begun_can_be_ended() =>
        Gen.Select(Groups, Query.Array[2, 5], Gen.Int[0, 1_000_000]).SampleAsync(
            async (groups, queries, seed) =>
            {
                using var wreck = await MakeAsync(groups);
                var random = new Random(seed);
                var depth = 0;
                foreach (var query in queries)
                    await OperateAsync(query);

                await wreck.Recovery.RequeueAsync(new JobQuery(), Wreck.By() with { All = true });

                var all = await wreck.ListAsync(new JobQuery());
                var again = all.Where(job => job.RerunOf is not null).Select(job => job.RerunOf!.Value).ToList();
                Assert.Equal(again.Distinct(), again);
                Assert.Equal(
                    all.Where(job => job.State is JobState.Failed or JobState.Cancelled).Select(job => (job.Id, job.Resolution)).Order(),
                    again.Select(job => (job, JobResolution.Requeued)).Order());

                async Task OperateAsync(JobQuery query)
                {
                    depth++;
                    try
                    {
                        await Interrupted(wreck, InterruptAsync).RequeueAsync(query, Wreck.By() with { All = true });
                    }
                    catch (JobStoreUnavailableException)
                    {
                        // This operator has died.
                    }
                    finally
                    {
                        depth--;
                    }
                }

                async Task InterruptAsync(string call)
                {
                    if (random.Next(12) == 0)
                        throw new JobStoreUnavailableException();
                    if (depth < 3 && random.Next(5) == 0)
                        await OperateAsync(queries[random.Next(queries.Length)]);
                }
            },
            iter: 300);

    [Fact]
    public async Task One_who_died_before_noting_what_was_requeued_is_caught_up_with()
    {
        using var wreck = new Wreck();
        var group = await wreck.EndAsync("a/x", "bad 1", "bad 2", "bad 3");
        var dying = Interrupted(wreck, call => call == nameof(IJobQueryStore.ResolveAsync) ? throw new JobStoreUnavailableException() : Task.CompletedTask);

        await Assert.ThrowsAsync<JobStoreUnavailableException>(() => dying.RequeueAsync(new JobQuery { ReasonContains = "bad 1" }, Wreck.By()));
        Assert.Equal(group.Jobs[0].Id, Assert.Single(await wreck.RerunsAsync()).RerunOf);
        Assert.Equal(0, await wreck.Recovery.CountAsync(new JobQuery { Resolution = JobResolution.Requeued }));

        var query = new JobQuery { Tenant = TenantPath.Parse("a/x"), States = [JobState.Failed] };
        var dry = await wreck.Recovery.RequeueAsync(query, Wreck.By() with { DryRun = true });
        var report = await wreck.Recovery.RequeueAsync(query, Wreck.By());

        RequeueTests.Same(dry, report);
        Assert.Equal((2, 1), (report.Done, report.Skipped[RecoverySkip.AlreadyResolved]));
        Assert.Equal(3, await wreck.Recovery.CountAsync(new JobQuery { Resolution = JobResolution.Requeued }));
        Assert.Equal(group.Jobs.Select(job => (JobId?)job.Id), (await wreck.RerunsAsync()).Select(job => job.RerunOf));
    }

    [Fact]
    public async Task One_who_stops_half_way_goes_on_when_it_is_asked_again()
    {
        using var wreck = new Wreck();
        for (var i = 0; i < 500; i++)
            await wreck.EndAsync("a/x", "stop");
        using var stopping = new CancellationTokenSource();
        var progress = new StoppingProgress(stopping);
        var query = new JobQuery { Tenant = TenantPath.Parse("a") };

        await Assert.ThrowsAsync<OperationCanceledException>(() => wreck.Recovery.RequeueAsync(query, Wreck.By() with { Progress = progress }, stopping.Token));
        var half = (await wreck.RerunsAsync()).Count;
        Assert.InRange(half, 1, 499);

        await wreck.Recovery.RequeueAsync(query with { States = [JobState.Cancelled] }, Wreck.By(), CancellationToken.None);
        Assert.Equal(500, (await wreck.RerunsAsync()).Select(job => job.RerunOf).Distinct().Count());
        Assert.Equal(500, (await wreck.RerunsAsync()).Count);
    }

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static async Task<Wreck> MakeAsync((string Tenant, List<string> Names)[] groups)
    {
        var wreck = new Wreck();
        foreach (var (tenant, names) in groups)
            await wreck.EndAsync(tenant, [.. names]);
        return wreck;
    }

    private static JobRecovery Interrupted(Wreck wreck, Func<string, Task> interrupt)
    {
        var store = new InterruptedStore(wreck.Farm.Get<IJobStore>(), wreck.Queries, interrupt);
        return new JobRecovery(
            store,
            store,
            wreck.Farm.Get<IIdSource>(),
            wreck.Farm.Get<PuddingInstruments>(),
            wreck.Farm.Get<IOptions<PuddingOptions>>(),
            NullLogger<JobRecovery>.Instance);
    }

    private sealed class StoppingProgress(CancellationTokenSource stopping) : IProgress<RecoveryProgress>
    {
        public void Report(RecoveryProgress value) => stopping.Cancel();
    }
}
