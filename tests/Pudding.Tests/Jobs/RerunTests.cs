using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Tests.Recovery;

namespace Pudding.Tests.Jobs;

public sealed class RerunTests : IDisposable
{
    private readonly Wreck _wreck = new();

    public void Dispose() => _wreck.Dispose();

    [Fact]
    public async Task What_failed_is_run_again_as_a_new_group_and_the_old_one_stays_as_it_is()
    {
        var old = await _wreck.EndAsync(new JobGroupRequest
        {
            Name = "rails#7",
            FailFast = true,
            Jobs = [Wreck.Job("a/x", "good"), Wreck.Job("a/x", "bad") with { NotBefore = _wreck.Farm.Clock.GetUtcNow() }],
        });
        Assert.Equal([JobState.Succeeded, JobState.Failed], old.Jobs.Select(job => job.State));

        var again = await _wreck.Client.RerunAsync(old.Id);

        Assert.NotEqual(old.Id, again.Id);
        Assert.Equal((old.Id, "rails#7", true), (again.RerunOf, again.Name, again.FailFast));
        var job = Assert.Single(again.Jobs);
        Assert.Equal((old.Jobs[1].Id, JobState.Pending, null), (job.RerunOf, job.State, job.NotBefore));
        var after = (await _wreck.Client.FindGroupAsync(old.Id))!;
        Assert.Equal(old.Jobs.Select(before => before with { Resolution = default }), after.Jobs.Select(now => now with { Resolution = default }));
        Assert.Equal([JobResolution.None, JobResolution.Requeued], after.Jobs.Select(now => now.Resolution));
        await _wreck.EndAsync();
        Assert.Equal(JobState.Failed, (await _wreck.Farm.FindAsync(job.Id)).State);
    }

    [Fact]
    public void Every_term_of_a_job_is_copied()
    {
        var job = new Job
        {
            Id = new JobId(Guid.Parse("0197f1a2-0000-7000-8000-000000000001")),
            GroupId = new JobGroupId(Guid.Parse("0197f1a2-0000-7000-8000-000000000002")),
            Tenant = TenantPath.Parse("a/x"),
            Queue = "linux",
            Payload = new JobPayload { Bytes = new byte[3] },
            Sequence = 3,
            EnqueuedAt = DateTimeOffset.UnixEpoch,
            Timeout = TimeSpan.FromMinutes(4),
            MaxAttempts = 5,
            Backoff = new RetryBackoff { First = TimeSpan.FromSeconds(6) },
            MaxInfrastructureLosses = 7,
            MaxQueueTime = TimeSpan.FromHours(8),
            Name = "nine",
            Priority = 10,
            Secrets = ["token"],
            NotBefore = DateTimeOffset.UnixEpoch,
            State = JobState.Failed,
        };
        var group = new JobGroup { Id = job.GroupId, Jobs = [job], EnqueuedAt = job.EnqueuedAt };

        var copy = Rerun.Of(group, [job], new JobGroupId(Guid.Empty), _wreck.Farm.Get<IIdSource>()).Jobs[0];

        // Everything that a new job is told, also what will be added to it, is a term of the old one, but for its identity and its start.
        string[] own = [nameof(NewJob.Id), nameof(NewJob.RerunOf), nameof(NewJob.NotBefore)];
        Assert.Equal((job.Id, null), (copy.RerunOf, copy.NotBefore));
        foreach (var term in typeof(NewJob).GetProperties().Where(property => property.CanWrite && !own.Contains(property.Name)))
        {
            var old = typeof(Job).GetProperty(term.Name);
            Assert.True(old is not null, $"Job has no {term.Name}.");
            Assert.False(old.GetValue(job) is null or 0 or System.Collections.ICollection { Count: 0 }, $"This test sets no {term.Name}.");
            Assert.Equal(old.GetValue(job), term.GetValue(copy));
        }
    }

    [Theory]
    [InlineData(RerunScope.Failed, "bad")]
    [InlineData(RerunScope.FailedOrCancelled, "bad stop")]
    [InlineData(RerunScope.All, "good bad stop")]
    public async Task The_scope_says_which(RerunScope scope, string expected)
    {
        var old = await _wreck.EndAsync("a/x", "good", "bad", "stop");

        var again = await _wreck.Client.RerunAsync(old.Id, new RerunRequest { Scope = scope });

        Assert.Equal(expected, string.Join(' ', again.Jobs.Select(job => job.Name)));
        Assert.Equal(
            old.Jobs.Where(job => job.State != JobState.Succeeded && expected.Contains(job.Name!, StringComparison.Ordinal)).Select(job => job.Id),
            (await _wreck.ListAsync(new JobQuery { Resolution = JobResolution.Requeued })).Select(job => job.Id));
    }

    [Fact]
    public async Task What_cannot_be_run_again_is_refused_and_said_why()
    {
        var open = await _wreck.EndAsync("a/x", "bad", "wait");
        var good = await _wreck.EndAsync("a/x", "good");
        var bad = await _wreck.EndAsync("a/x", "bad");
        var before = await _wreck.Recovery.CountAsync(new JobQuery());

        await RefusedAsync(open.Id, "Group: 1 of the 2 jobs of group");
        await RefusedAsync(good.Id, "Scope: group");
        await RefusedAsync(bad.Id, "Scope: 7 is unknown", new RerunRequest { Scope = (RerunScope)7 });
        await RefusedAsync(bad.Id, "IdempotencyKey:", new RerunRequest { IdempotencyKey = " " });
        await RefusedAsync(bad.Id, "IdempotencyKey:", new RerunRequest { IdempotencyKey = new string('x', 201) });
        await Assert.ThrowsAsync<KeyNotFoundException>(() => _wreck.Client.RerunAsync(default));
        _wreck.Farm.Get<Microsoft.Extensions.Options.IOptions<PuddingOptions>>().Value.Queues.Remove("linux");
        await RefusedAsync(bad.Id, "Queue: 'linux'");
        Assert.Equal(before, await _wreck.Recovery.CountAsync(new JobQuery()));
        Assert.Equal(0, await _wreck.Recovery.CountAsync(new JobQuery { Resolution = JobResolution.Requeued }));

        async Task RefusedAsync(JobGroupId group, string error, RerunRequest? request = null)
        {
            var exception = await Assert.ThrowsAsync<JobRejectedException>(() => _wreck.Client.RerunAsync(group, request));
            Assert.StartsWith(error, Assert.Single(exception.Errors), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task With_a_key_it_is_safe_to_repeat()
    {
        var old = await _wreck.EndAsync("a/x", "bad", "stop");
        var request = new RerunRequest { IdempotencyKey = "again" };

        var first = await _wreck.Client.RerunAsync(old.Id, request);

        Assert.Equal(first.Id, (await _wreck.Client.RerunAsync(old.Id, request)).Id);
        var exception = await Assert.ThrowsAsync<JobRejectedException>(() => _wreck.Client.RerunAsync(old.Id, request with { Scope = RerunScope.All }));
        Assert.StartsWith("IdempotencyKey: 'again'", Assert.Single(exception.Errors), StringComparison.Ordinal);
        Assert.NotEqual(first.Id, (await _wreck.Client.RerunAsync(old.Id)).Id);
    }

    [Fact]
    public async Task Running_something_old_again_cancels_nothing_that_is_newer()
    {
        var old = await _wreck.EndAsync(new JobGroupRequest { SupersedeKey = "main", Jobs = [Wreck.Job("a/x", "bad")] });
        var newer = await _wreck.Client.EnqueueAsync(new JobGroupRequest { SupersedeKey = "main", Jobs = [Wreck.Job("a/x", "good")] });

        var again = await _wreck.Client.RerunAsync(old.Id);

        Assert.Null(again.SupersedeKey);
        Assert.Equal(JobState.Pending, (await _wreck.Farm.FindAsync(newer.Jobs[0].Id)).State);
    }
}
