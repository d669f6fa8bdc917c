using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Secrets;
using Pudding.Tenants;
using Pudding.Tests.Dispatch;
using Pudding.Workers;

namespace Pudding.Tests.Secrets;

/// <summary>How secrets get into assignments, by hand and on fake time. The source answers when a test says so.</summary>
public sealed class SecretDeliveryTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Source _source = new();
    private readonly FakeFarm _farm;

    public SecretDeliveryTests() => _farm = new FakeFarm(add: farm =>
    {
        farm.UseSecretSource(_source.ResolveAsync);
        farm.Services.AddFakeLogging();
    });

    private FakeLogCollector Logs => _farm.Get<FakeLogCollector>();

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task An_open_question_is_answered_as_soon_as_the_source_is()
    {
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x", 1, WithSecrets("db", "mail")))[0];
        var held = await DispatchAndHoldAsync();
        var call = await _source.NextAsync();
        Assert.False(held.IsCompleted);

        call.Answer(("db", "hunter2"), ("mail", "swordfish"), ("more", "than was asked for"));
        var assignment = Assert.Single((await held.WaitAsync(Patience)).Assignments);

        Assert.Equal(("a/x", job.Id, job.GroupId, "linux"), (call.Request.Tenant.Value, call.Request.JobId, call.Request.GroupId, call.Request.Queue));
        Assert.Equal(["db", "mail"], call.Request.Names);
        Assert.Equal(["db", "mail"], assignment.Secrets.Names);
        Assert.Equal(("hunter2", "swordfish"), (assignment.Secrets["db"].Reveal(), assignment.Secrets["mail"].Reveal()));
        Assert.Empty(assignment.MissingSecrets);
        Assert.Equal(["db", "mail"], (await _farm.FindAsync(job.Id)).Secrets);
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_looked_up_again()
    {
        await _farm.ConnectAsync("w");
        await _farm.EnqueueAsync("a/x", 1, WithSecrets("db"));
        var held = await DispatchAndHoldAsync();
        (await _source.NextAsync()).Answer(("db", "old"));
        await held.WaitAsync(Patience);

        var again = Hold();
        (await _source.NextAsync()).Answer(("db", "new"));

        Assert.Equal("new", Assert.Single((await again.WaitAsync(Patience)).Assignments).Secrets["db"].Reveal());
    }

    [Fact]
    public async Task A_source_that_hangs_holds_up_neither_renewals_nor_other_jobs()
    {
        await _farm.ConnectAsync("w", slots: 3);
        await _farm.EnqueueAsync("a/x");
        var running = Assert.Single(await _farm.FetchAsync("w", 3));
        await _farm.BeatAsync("w", 2, [running.Lease]);
        await _farm.EnqueueAsync("a/x", 1, WithSecrets("db"));
        await _farm.EnqueueAsync("a/x", 1, job => job with { Name = "plain" });
        await _farm.DispatchAsync();

        var reply = await _farm.BeatAsync("w", 0, [running.Lease]);

        Assert.Equal([running.Lease], reply.Renewed);
        Assert.Equal("plain", Assert.Single(reply.Assignments).Name);
        Assert.Empty((await _farm.BeatAsync("w", 0, [running.Lease, reply.Assignments[0].Lease])).Assignments);
    }

    [Fact]
    public async Task A_source_that_takes_too_long_is_asked_again_while_the_worker_waits()
    {
        await _farm.ConnectAsync("w");
        await _farm.EnqueueAsync("a/x", 1, WithSecrets("db"));
        var held = await DispatchAndHoldAsync();
        var first = await _source.NextAsync();

        _farm.Clock.Advance(TimeSpan.FromSeconds(10));
        var second = await _source.NextAsync(_farm.Clock);
        second.Answer(("db", "hunter2"));

        Assert.Equal("hunter2", Assert.Single((await held.WaitAsync(Patience)).Assignments).Secrets["db"].Reveal());
        Assert.True(first.IsGivenUp);
        var record = Assert.Single(Logs.GetSnapshot(), record => record.Id.Id == 1501);
        Assert.Equal(LogLevel.Warning, record.Level);
        Assert.Contains("(db) took longer than 00:00:10", record.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_fails_is_asked_again_while_the_worker_waits()
    {
        await _farm.ConnectAsync("w");
        await _farm.EnqueueAsync("a/x", 1, WithSecrets("db"));
        var held = await DispatchAndHoldAsync();
        (await _source.NextAsync()).Fail(new IOException("The vault is sealed."));

        (await _source.NextAsync(_farm.Clock)).Answer(("db", "hunter2"));

        Assert.Equal("hunter2", Assert.Single((await held.WaitAsync(Patience)).Assignments).Secrets["db"].Reveal());
        var record = Assert.Single(Logs.GetSnapshot(), record => record.Id.Id == 1500);
        Assert.Equal((LogLevel.Warning, "The vault is sealed."), (record.Level, record.Exception?.Message));
    }

    [Fact]
    public async Task A_job_whose_secrets_never_come_goes_back_when_its_lease_is_over()
    {
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x", 1, WithSecrets("db")))[0];
        Assert.Empty(await _farm.FetchAsync("w"));

        _farm.Clock.Advance(TimeSpan.FromSeconds(60));
        await _farm.DispatchAsync();

        Assert.Equal((JobState.Pending, 1), ((await _farm.FindAsync(job.Id)).State, (await _farm.FindAsync(job.Id)).InfrastructureLosses));
    }

    [Fact]
    public async Task A_name_that_the_source_does_not_know_is_told_to_the_worker()
    {
        await _farm.ConnectAsync("w");
        await _farm.EnqueueAsync("a/x", 1, WithSecrets("db", "mail", "cloud"));
        var held = await DispatchAndHoldAsync();
        (await _source.NextAsync()).Answer(("mail", "swordfish"), ("DB", "other case"));

        var assignment = Assert.Single((await held.WaitAsync(Patience)).Assignments);

        Assert.Equal(["db", "cloud"], assignment.MissingSecrets);
        Assert.Contains(Logs.GetSnapshot(), record => record.Id.Id == 1503 && record.Message.EndsWith("db, cloud. The job fails without being run.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_that_is_not_to_be_started_needs_no_secrets()
    {
        await _farm.ConnectAsync("w");
        var job = (await _farm.EnqueueAsync("a/x", 1, WithSecrets("db")))[0];
        Assert.Empty(await _farm.FetchAsync("w"));

        await _farm.Client.CancelJobAsync(job.Id, "changed my mind");
        var reply = await _farm.BeatAsync("w");

        Assert.Equal(reply.Cancel, reply.Assignments.Select(assignment => assignment.Lease));
        Assert.Single(reply.Cancel);
        Assert.Empty(reply.Assignments[0].Secrets.Names);
    }

    [Fact]
    public async Task What_nobody_fetches_is_forgotten_when_the_lease_is_over()
    {
        var delivery = _farm.Get<SecretDelivery>();
        var changed = new SemaphoreSlim(0);
        Assert.Empty(delivery.Fill([Assignment()], [], () => changed.Release()));
        (await _source.NextAsync()).Answer(("db", "hunter2"));
        Assert.True(await changed.WaitAsync(Patience));

        _farm.Clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Empty(delivery.Fill([Assignment() with { Lease = new LeaseKey(default, 2) }], [], static () => { }));
        _farm.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(delivery.Fill([Assignment()], [], static () => { }));
    }

    [Fact]
    public async Task A_source_that_blocks_its_thread_blocks_no_other()
    {
        using var release = new ManualResetEventSlim();
        using var delivery = Delivery(new Blocking(release));

        Assert.Empty(delivery.Fill([Assignment()], [], static () => { }));

        await Eventually.TrueAsync("it is given up", () =>
        {
            _farm.Clock.Advance(TimeSpan.FromSeconds(1));
            return Logs.GetSnapshot().Any(static record => record.Id.Id == 1501);
        });
        release.Set();
    }

    [Fact]
    public async Task A_host_without_a_source_holds_the_job_back_and_says_so()
    {
        using var delivery = Delivery(source: null);

        Assert.Empty(delivery.Fill([Assignment()], [], static () => { }));

        await Eventually.TrueAsync("the log names the call to add", () => Logs.GetSnapshot().Any(record =>
            record.Id.Id == 1502 && record.Message.Contains("UseSecretSource", StringComparison.Ordinal)));
    }

    [Fact]
    public void Neither_text_nor_json_of_an_assignment_tells_a_value()
    {
        var assignment = Assignment() with { Secrets = new JobSecrets([new("db", new SecretValue("hunter2"))]) };

        Assert.DoesNotContain("hunter2", assignment.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", JsonSerializer.Serialize(assignment), StringComparison.Ordinal);
        Assert.Equal(("[db]", "***", "\"***\""), ($"{assignment.Secrets}", $"{assignment.Secrets["db"]}", JsonSerializer.Serialize(assignment.Secrets["db"])));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SecretValue>("\"***\""));
    }

    private static Func<JobRequest, JobRequest> WithSecrets(params string[] names) => job => job with { Secrets = names };

    private static JobAssignment Assignment() => new()
    {
        Lease = new LeaseKey(default, 1),
        GroupId = default,
        Tenant = TenantPath.Parse("a/x"),
        Queue = "linux",
        Payload = JobPayload.Empty,
        Attempt = 1,
        Timeout = TimeSpan.FromMinutes(1),
        LeaseDuration = TimeSpan.FromSeconds(60),
        LeaseRemaining = TimeSpan.FromSeconds(20),
        SecretNames = ["db"],
    };

    private SecretDelivery Delivery(ISecretSource? source) =>
        new(_farm.Get<IOptions<PuddingOptions>>(), _farm.Clock, _farm.Get<ILogger<SecretDelivery>>(), source);

    private async Task<Task<HeartbeatReply>> DispatchAndHoldAsync()
    {
        await _farm.BeatAsync("w", 1);
        await _farm.DispatchAsync();
        return Hold();
    }

    /// <summary>A heartbeat whose answer is held back.</summary>
    private Task<HeartbeatReply> Hold()
    {
        var heartbeat = _farm.Heartbeat("w");
        return _farm.Transport.HeartbeatAsync(heartbeat with { Sequence = heartbeat.Sequence + ++_holds, Wait = TimeSpan.FromMinutes(1) }, CancellationToken.None).AsTask();
    }

    private int _holds;

    private sealed class Blocking(ManualResetEventSlim release) : ISecretSource
    {
        public ValueTask<IReadOnlyDictionary<string, SecretValue>> ResolveAsync(SecretRequest request, CancellationToken cancellationToken)
        {
            release.Wait(CancellationToken.None);
            return new(new Dictionary<string, SecretValue>());
        }
    }
}
