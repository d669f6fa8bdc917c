using Pudding.Jobs;
using Pudding.Tenants;
using Pudding.Tests.Dispatch;

namespace Pudding.Tests.Jobs;

public sealed class JobClientTests : IDisposable
{
    private readonly FakeFarm _farm = new(o => o.MaxPayloadBytes = 100);

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task Every_wrong_field_is_named_at_once_and_nothing_is_enqueued()
    {
        var good = new JobRequest { Tenant = TenantPath.Parse("a/x"), Queue = "linux" };
        var before = await _farm.Get<Pudding.Events.IEventStream>().LatestAsync();

        var exception = await Assert.ThrowsAsync<JobRejectedException>(() => _farm.Client.EnqueueAsync(JobGroupRequest.Of(
            good,
            good with { Queue = "linus" },
            good with { Queue = "" },
            good with { Tenant = default },
            good with { Payload = new JobPayload { Bytes = new byte[101] } },
            good with { Payload = null! },
            good with { Timeout = TimeSpan.Zero },
            good with { Timeout = TimeSpan.FromDays(31) },
            good with { MaxAttempts = 0, Name = new string('x', 201) },
            null!)));

        Snapshots.Match(string.Join('\n', exception.Errors));
        Assert.Equal(before, await _farm.Get<Pudding.Events.IEventStream>().LatestAsync());
    }

    [Fact]
    public async Task A_group_has_jobs_and_not_too_many()
    {
        var none = await Assert.ThrowsAsync<JobRejectedException>(() => _farm.Client.EnqueueAsync(JobGroupRequest.Of()));
        Assert.StartsWith("Jobs:", Assert.Single(none.Errors), StringComparison.Ordinal);

        var many = Enumerable.Repeat(new JobRequest { Tenant = TenantPath.Parse("a/x"), Queue = "linux" }, 10_001).ToList();
        var exception = await Assert.ThrowsAsync<JobRejectedException>(() => _farm.Client.EnqueueAsync(new JobGroupRequest { Jobs = many }));
        Assert.Contains("MaxJobsPerGroup", Assert.Single(exception.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_key_with_the_same_content_gives_the_same_group()
    {
        var request = Request("key");
        var first = await _farm.Client.EnqueueAsync(request);

        var again = await _farm.Client.EnqueueAsync(Request("key"));

        Assert.Equal(first.Id, again.Id);
        Assert.NotEqual(first.Id, (await _farm.Client.EnqueueAsync(Request("other key"))).Id);
        Assert.NotEqual(first.Id, (await _farm.Client.EnqueueAsync(Request(key: null))).Id);
    }

    [Theory]
    [InlineData("priority")]
    [InlineData("payload")]
    [InlineData("name")]
    [InlineData("timeout")]
    [InlineData("count")]
    public async Task The_same_key_with_other_content_is_refused(string what)
    {
        var request = Request("key");
        await _farm.Client.EnqueueAsync(request);
        var job = request.Jobs[0];
        var other = request with
        {
            Jobs = what switch
            {
                "priority" => [job with { Priority = 1 }],
                "payload" => [job with { Payload = new JobPayload { Bytes = new byte[1] } }],
                "name" => [job with { Name = "" }],
                "timeout" => [job with { Timeout = TimeSpan.FromHours(1) }],
                _ => [job, job],
            },
        };

        var exception = await Assert.ThrowsAsync<JobRejectedException>(() => _farm.Client.EnqueueAsync(other));

        Assert.StartsWith("IdempotencyKey: 'key'", Assert.Single(exception.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_leaves_of_the_tenant_tree_hold_jobs_and_a_refused_group_leaves_nothing_behind()
    {
        var job = new JobRequest { Tenant = TenantPath.Parse("a/x"), Queue = "linux" };
        var mixed = JobGroupRequest.Of(job, job with { Tenant = TenantPath.Parse("b/x") }, job with { Tenant = TenantPath.Parse("a") });

        var exception = await Assert.ThrowsAsync<JobRejectedException>(() => _farm.Client.EnqueueAsync(mixed));
        Assert.StartsWith("Jobs[2].Tenant: 'a'", Assert.Single(exception.Errors), StringComparison.Ordinal);

        var group = await _farm.Client.EnqueueAsync(JobGroupRequest.Of(job with { Tenant = TenantPath.Parse("a") }));
        await Assert.ThrowsAsync<JobRejectedException>(() => _farm.Client.EnqueueAsync(JobGroupRequest.Of(job)));
        await _farm.Client.CancelGroupAsync(group.Id, "make room");
        await _farm.Client.EnqueueAsync(JobGroupRequest.Of(job));
    }

    [Fact]
    public async Task What_is_unknown_is_null_or_said_so()
    {
        Assert.Null(await _farm.Client.FindGroupAsync(new JobGroupId(Guid.Empty)));
        Assert.Null(await _farm.Client.FindJobAsync(default));
        Assert.Equal(0, await _farm.Client.CancelGroupAsync(default, "why not"));
        Assert.False(await _farm.Client.CancelJobAsync(default, "why not"));
        Assert.Equal("", await _farm.Client.ReadLogAsync(default));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => _farm.Client.WaitAsync(default));
    }

    [Fact]
    public async Task Waiting_ends_when_the_caller_says_so()
    {
        var job = (await _farm.EnqueueAsync("a/x"))[0];
        using var cancelled = new CancellationTokenSource();
        var wait = _farm.Client.WaitAsync(job.GroupId, cancelled.Token);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.Equal(JobState.Pending, (await _farm.FindAsync(job.Id)).State);
    }

    private static JobGroupRequest Request(string? key) => new()
    {
        IdempotencyKey = key,
        Jobs = [new JobRequest { Tenant = TenantPath.Parse("a/x"), Queue = "linux" }],
    };
}
