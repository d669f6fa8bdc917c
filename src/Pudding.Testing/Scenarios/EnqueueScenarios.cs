#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;
using Pudding.Workers;

namespace Pudding.Testing.Scenarios;

internal static class EnqueueScenarios
{
    private const string Keys = "IJobStore.EnqueueAsync: the same id or the same idempotency key, with the same fingerprint, returns what is there; with another fingerprint it is refused.";

    private const string Ids = "IJobStore.EnqueueAsync: a job with the id of another one is refused.";

    private const string Leaves = "IJobStore.EnqueueAsync: a tenant that would hold jobs and have tenants with jobs below it at once is refused.";

    private const string Whole = "IJobStore.EnqueueAsync: writes a group with all its jobs, or nothing.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("enqueue")
    {
        { A_job_is_kept_as_it_was_given, Whole },
        { A_group_is_kept_as_it_was_given, Whole },
        { Sequences_ascend_in_the_order_of_enqueueing, "Job.Sequence: the store's order of enqueueing; unique, ascending." },
        { Ids_that_nobody_gave_are_unknown, "IJobStore.FindJobAsync, FindGroupAsync: null if unknown." },
        { The_same_group_again_is_the_group_that_is_there, Keys },
        { The_same_key_and_content_is_the_group_that_is_there, Keys },
        { Another_content_under_a_key_is_refused_and_writes_nothing, Keys },
        { Another_content_under_the_id_of_a_group_is_refused, Keys },
        { A_job_with_the_id_of_another_one_is_refused_with_its_group, Ids },
        { A_group_with_one_id_twice_is_refused, Ids },
        { A_key_is_kept_when_its_group_is_over, Keys },
        { A_tenant_with_jobs_below_it_gets_none, Leaves },
        { A_tenant_below_one_with_jobs_gets_none, Leaves },
        { A_group_that_breaks_the_rule_of_leaves_by_itself_is_refused, Leaves },
        { Jobs_that_are_over_do_not_count_for_the_rule_of_leaves, Leaves },
        { A_name_that_begins_like_another_is_not_below_it, Leaves },
        { A_group_that_is_refused_leaves_no_trace, Whole },
    };

    private static async Task A_job_is_kept_as_it_was_given(FarmDriver farm)
    {
        var first = await farm.EnqueueAsync();
        var given = farm.NewJob("b/y/deep") with
        {
            Queue = "osx",
            Payload = new JobPayload { Bytes = new byte[] { 0, 1, 254, 255 }, ContentType = "application/x-thing" },
            Timeout = TimeSpan.FromMinutes(7),
            MaxAttempts = 4,
            MaxInfrastructureLosses = 2,
            Backoff = new RetryBackoff { First = TimeSpan.FromSeconds(3), Factor = 1.5, Max = TimeSpan.FromMinutes(2), Jitter = 0.25 },
            NotBefore = first.EnqueuedAt + TimeSpan.FromDays(2),
            MaxQueueTime = TimeSpan.FromHours(5),
            RerunOf = first.Id,
            Priority = -3,
            Secrets = ["deploy-key", "token"],
            Name = "größer, 日本 '\" 🍮",
        };
        var group = farm.NewGroup(given);
        var returned = (await farm.EnqueueAsync(group)).Jobs[0];

        foreach (var (where, job) in new[] { ("returned by the enqueue", returned), ("found afterwards", await farm.JobAsync(given.Id)) })
        {
            Expect.Equal($"the id of the job {where}", given.Id, job.Id);
            Expect.Equal($"its group, {where}", group.Id, job.GroupId);
            Expect.Equal($"its tenant, {where}", given.Tenant, job.Tenant);
            Expect.Equal($"its queue, {where}", given.Queue, job.Queue);
            Expect.That(given.Payload.Equals(job.Payload), $"its payload, {where}: every byte, and the type '{given.Payload.ContentType}'", $"{job.Payload.Bytes.Length} bytes of '{job.Payload.ContentType}'");
            Expect.Equal($"its time-out, {where}", given.Timeout, job.Timeout);
            Expect.Equal($"its attempts at most, {where}", given.MaxAttempts, job.MaxAttempts);
            Expect.Equal($"its losses at most, {where}", given.MaxInfrastructureLosses, job.MaxInfrastructureLosses);
            Expect.Equal($"its back-off, {where}", given.Backoff, job.Backoff);
            Expect.Equal($"the time before which it does not start, {where}", given.NotBefore, job.NotBefore);
            Expect.Equal($"its longest time in the queue, {where}", given.MaxQueueTime, job.MaxQueueTime);
            Expect.Equal($"the job that it runs again, {where}", given.RerunOf, job.RerunOf);
            Expect.Equal($"its priority, {where}", given.Priority, job.Priority);
            Expect.Equal($"its name, {where}", given.Name, job.Name);
            Expect.Same($"the names of its secrets, {where}", given.Secrets, job.Secrets);
            Expect.Equal($"its state, {where}", JobState.Pending, job.State);
            Expect.Equal($"its attempts, {where}", 0, job.Attempt);
            Expect.Equal($"its cause, {where}", JobCause.None, job.Cause);
            Expect.Equal($"its reason, {where}", null, job.Reason);
            Expect.That(job.WorkerId is null && job.StartedAt is null && job.FinishedAt is null, $"no worker, no start and no end of it, {where}", $"{job.WorkerId} {job.StartedAt} {job.FinishedAt}");
        }
    }

    private static async Task A_group_is_kept_as_it_was_given(FarmDriver farm)
    {
        var other = await farm.EnqueueAsync();
        var given = farm.NewGroup([.. Enumerable.Range(0, 5).Select(i => farm.NewJob() with { Priority = i % 2, Name = $"job {i}" })]) with
        {
            Name = "build 42", FailFast = true, SupersedeKey = "branch main", RerunOf = other.GroupId, IdempotencyKey = "delivery 1",
        };
        var returned = await farm.EnqueueAsync(given);

        foreach (var group in new[] { returned, await farm.GroupAsync(given.Id) })
        {
            Expect.Equal("the group's id", given.Id, group.Id);
            Expect.Equal("its name", given.Name, group.Name);
            Expect.Equal("whether it fails fast", true, group.FailFast);
            Expect.Equal("its supersede key", given.SupersedeKey, group.SupersedeKey);
            Expect.Equal("the group that it runs again", given.RerunOf, group.RerunOf);
            Expect.Equal("the group that superseded it", null, group.SupersededBy);
            Expect.Same("its jobs, in the order of the request", given.Jobs.Select(static job => job.Id), group.Jobs.Select(static job => job.Id));
        }
    }

    private static async Task Sequences_ascend_in_the_order_of_enqueueing(FarmDriver farm)
    {
        var first = await farm.EnqueueAsync(farm.NewGroup(farm.NewJob(), farm.NewJob("b/y"), farm.NewJob()));
        var second = await farm.EnqueueAsync(farm.NewGroup(farm.NewJob("b/y"), farm.NewJob()));
        var sequences = first.Jobs.Concat(second.Jobs).Select(static job => job.Sequence).ToList();
        Expect.Same("the sequences of jobs in the order of enqueueing", sequences.Distinct().Order(), sequences);
        Expect.That(sequences[0] > 0, "sequences above zero, which means 'from the first page on'", $"{sequences[0]}");
    }

    private static async Task Ids_that_nobody_gave_are_unknown(FarmDriver farm)
    {
        await farm.EnqueueAsync();
        Expect.Equal("a job of an id that nobody gave", null, await farm.Store.Jobs.FindJobAsync(farm.NewJobId(), farm.Stop));
        Expect.Equal("a group of an id that nobody gave", null, await farm.Store.Jobs.FindGroupAsync(farm.NewGroupId(), farm.Stop));
    }

    private static async Task The_same_group_again_is_the_group_that_is_there(FarmDriver farm)
    {
        var group = farm.NewGroup(farm.NewJob(), farm.NewJob());
        await farm.EnqueueAsync(group);
        await ExpectRepeatAsync(farm, group, group.Id);
    }

    private static async Task The_same_key_and_content_is_the_group_that_is_there(FarmDriver farm)
    {
        var group = farm.NewGroup(farm.NewJob()) with { IdempotencyKey = "delivery 1", Fingerprint = "f" };
        await farm.EnqueueAsync(group);
        var repeat = farm.NewGroup(farm.NewJob()) with { IdempotencyKey = "delivery 1", Fingerprint = "f" };
        await ExpectRepeatAsync(farm, repeat, group.Id);
        Expect.Equal("the job of the repeat", null, await farm.Store.Jobs.FindJobAsync(repeat.Jobs[0].Id, farm.Stop));
    }

    private static async Task ExpectRepeatAsync(FarmDriver farm, NewJobGroup repeat, JobGroupId there)
    {
        var before = await farm.SnapshotAsync();
        var result = await farm.TryEnqueueAsync(repeat);
        Expect.Equal("the same request again", EnqueueStatus.AlreadyEnqueued, result.Status);
        Expect.Equal("the group that a repeat returns", there, result.Group?.Id);
        await farm.ExpectUnchangedAsync(before, "a repeat of an enqueue");
    }

    private static async Task Another_content_under_a_key_is_refused_and_writes_nothing(FarmDriver farm)
    {
        await farm.EnqueueAsync(farm.NewGroup(farm.NewJob()) with { IdempotencyKey = "delivery 1", Fingerprint = "f" });
        var other = farm.NewGroup(farm.NewJob()) with { IdempotencyKey = "delivery 1", Fingerprint = "g" };
        await ExpectRefusalAsync(farm, other, EnqueueStatus.KeyInUse);
    }

    private static async Task Another_content_under_the_id_of_a_group_is_refused(FarmDriver farm)
    {
        var group = farm.NewGroup(farm.NewJob()) with { Fingerprint = "f" };
        await farm.EnqueueAsync(group);
        var before = await farm.SnapshotAsync();
        var result = await farm.TryEnqueueAsync(farm.NewGroup(farm.NewJob()) with { Id = group.Id, Fingerprint = "g" });
        Expect.Equal("another request under the id of a group", EnqueueStatus.IdInUse, result.Status);
        Expect.Equal("the group that a refusal returns", null, result.Group);
        await farm.ExpectUnchangedAsync(before, "an enqueue that was refused");
    }

    private static async Task A_job_with_the_id_of_another_one_is_refused_with_its_group(FarmDriver farm)
    {
        var there = await farm.EnqueueAsync();
        await ExpectIdInUseAsync(farm, farm.NewGroup(farm.NewJob(), farm.NewJob("b/y") with { Id = there.Id }));
        await farm.CancelAsync(there.Id);
        await ExpectIdInUseAsync(farm, farm.NewGroup(farm.NewJob(), farm.NewJob("b/y") with { Id = there.Id }));
    }

    private static async Task A_group_with_one_id_twice_is_refused(FarmDriver farm)
    {
        var job = farm.NewJob();
        await ExpectIdInUseAsync(farm, farm.NewGroup(job, job));
    }

    private static async Task ExpectIdInUseAsync(FarmDriver farm, NewJobGroup group)
    {
        var before = await farm.SnapshotAsync();
        var result = await farm.TryEnqueueAsync(group);
        Expect.Equal("a group with the id of another job", (EnqueueStatus.IdInUse, 1), (result.Status, result.JobIndex));
        Expect.That(!string.IsNullOrWhiteSpace(result.Error), "a refusal says why, for people", "no error");
        Expect.Equal("the refused group", null, await farm.Store.Jobs.FindGroupAsync(group.Id, farm.Stop));
        await farm.ExpectUnchangedAsync(before, "an enqueue that was refused");
    }

    private static async Task A_key_is_kept_when_its_group_is_over(FarmDriver farm)
    {
        var group = farm.NewGroup(farm.NewJob()) with { IdempotencyKey = "delivery 1", Fingerprint = "f" };
        await farm.EnqueueAsync(group);
        await farm.CancelAsync(group.Jobs[0].Id);
        await ExpectRepeatAsync(farm, farm.NewGroup(farm.NewJob()) with { IdempotencyKey = "delivery 1", Fingerprint = "f" }, group.Id);
    }

    private static async Task A_tenant_with_jobs_below_it_gets_none(FarmDriver farm)
    {
        await farm.EnqueueAsync("a/x/deep");
        await ExpectRefusalAsync(farm, farm.NewGroup(farm.NewJob("b/y"), farm.NewJob("a/x")), EnqueueStatus.TenantNotLeaf, jobIndex: 1);
        await ExpectRefusalAsync(farm, farm.NewGroup(farm.NewJob("a")), EnqueueStatus.TenantNotLeaf);
    }

    private static async Task A_tenant_below_one_with_jobs_gets_none(FarmDriver farm)
    {
        await farm.EnqueueAsync("a");
        await ExpectRefusalAsync(farm, farm.NewGroup(farm.NewJob("b/y"), farm.NewJob("a/x")), EnqueueStatus.TenantNotLeaf, jobIndex: 1);
        await ExpectRefusalAsync(farm, farm.NewGroup(farm.NewJob("a/x/deep")), EnqueueStatus.TenantNotLeaf);
    }

    private static async Task A_group_that_breaks_the_rule_of_leaves_by_itself_is_refused(FarmDriver farm)
    {
        await ExpectRefusalAsync(farm, farm.NewGroup(farm.NewJob("a/x"), farm.NewJob("a")), EnqueueStatus.TenantNotLeaf, jobIndex: 1);
        await ExpectRefusalAsync(farm, farm.NewGroup(farm.NewJob("a"), farm.NewJob("a/x")), EnqueueStatus.TenantNotLeaf, jobIndex: 1);
    }

    private static async Task Jobs_that_are_over_do_not_count_for_the_rule_of_leaves(FarmDriver farm)
    {
        var job = await farm.EnqueueAsync("a");
        await farm.CancelAsync(job.Id);
        var below = await farm.TryEnqueueAsync(farm.NewGroup(farm.NewJob("a/x")));
        Expect.Equal("a job of a/x when every job of a is over", EnqueueStatus.Enqueued, below.Status);
        await farm.CancelAsync(below.Group!.Jobs[0].Id);
        Expect.Equal("a job of a when every job of a/x is over", EnqueueStatus.Enqueued, (await farm.TryEnqueueAsync(farm.NewGroup(farm.NewJob("a")))).Status);
    }

    private static async Task A_name_that_begins_like_another_is_not_below_it(FarmDriver farm)
    {
        await farm.EnqueueAsync("a");
        Expect.Equal("a job of 'ab' beside one of 'a'", EnqueueStatus.Enqueued, (await farm.TryEnqueueAsync(farm.NewGroup(farm.NewJob("ab")))).Status);
        Expect.Equal("a job of 'ab-c/x' beside one of 'ab'", EnqueueStatus.Enqueued, (await farm.TryEnqueueAsync(farm.NewGroup(farm.NewJob("ab-c/x")))).Status);
    }

    private static async Task A_group_that_is_refused_leaves_no_trace(FarmDriver farm)
    {
        await farm.EnqueueAsync("a");
        var refused = farm.NewGroup(farm.NewJob("b/y"), farm.NewJob("a/x")) with { IdempotencyKey = "delivery 1", Fingerprint = "f" };
        await ExpectRefusalAsync(farm, refused, EnqueueStatus.TenantNotLeaf, jobIndex: 1);

        var above = await farm.TryEnqueueAsync(farm.NewGroup(farm.NewJob("b")) with { IdempotencyKey = "delivery 1", Fingerprint = "g" });
        Expect.Equal("a job of b, under the key of the refused group, when b/y was only named by the refused group", EnqueueStatus.Enqueued, above.Status);
    }

    private static async Task ExpectRefusalAsync(FarmDriver farm, NewJobGroup group, EnqueueStatus status, int jobIndex = 0)
    {
        var before = await farm.SnapshotAsync();
        var result = await farm.TryEnqueueAsync(group);
        Expect.Equal("the group, which is not allowed", status, result.Status);
        Expect.Equal("the index of the job that the refusal is about", jobIndex, result.JobIndex);
        Expect.That(!string.IsNullOrWhiteSpace(result.Error), "a refusal says why, for people", "no error");
        Expect.Equal("the group that a refusal returns", null, result.Group);
        Expect.Equal("the refused group", null, await farm.Store.Jobs.FindGroupAsync(group.Id, farm.Stop));
        foreach (var job in group.Jobs)
            Expect.Equal($"the job {farm.Say(job.Id)} of the refused group", null, await farm.Store.Jobs.FindJobAsync(job.Id, farm.Stop));
        await farm.ExpectUnchangedAsync(before, "an enqueue that was refused");
    }
}
