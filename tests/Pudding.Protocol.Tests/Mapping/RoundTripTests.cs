using System.Text.Json;
using CsCheck;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Protocol.Mapping;
using Pudding.Protocol.Messages;
using Pudding.Secrets;
using Pudding.Tenants;
using Pudding.Workers;

namespace Pudding.Protocol.Tests.Mapping;

/// <summary>What one side says is what the other side hears.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<TimeSpan> Times = Gen.Int[0, int.MaxValue].Select(static ms => TimeSpan.FromMilliseconds(ms));

    private static readonly Gen<LeaseKey> Leases = Gen.Select(Gen.Guid.Where(static id => id != Guid.Empty), Gen.Long, static (job, token) => new LeaseKey(new JobId(job), token));

    private static readonly Gen<string> Reasons = Gen.String[Gen.Char.AlphaNumeric, 1, 50];

    private static readonly Gen<JobOutcome> Outcomes = Gen.OneOf(
        Gen.Const(JobOutcome.Succeeded),
        Gen.Const(JobOutcome.Cancelled),
        Reasons.Select(JobOutcome.Failed),
        Reasons.Select(JobOutcome.TimedOut),
        Reasons.Select(JobOutcome.InfrastructureFailed),
        Gen.Select(Gen.Int[0, 1_000_000], Reasons, static (ms, reason) => JobOutcome.Requeue(TimeSpan.FromMilliseconds(ms), reason)));

    private static readonly Gen<Heartbeat> Heartbeats = Gen.Select(
        Gen.Long, Gen.Long, Gen.Int, Leases.Array[0, 5], Leases.Array[0, 5],
        Gen.Select(Leases, Outcomes, Times, static (lease, outcome, ran) => new JobResult { Lease = lease, Outcome = outcome, RanFor = ran }).Array[0, 5],
        Times,
        static (session, sequence, free, held, stopping, results, wait) => new Heartbeat
        {
            WorkerId = "w1", Session = session, Sequence = sequence, FreeSlots = free, Held = held, Stopping = stopping, Results = results, Wait = wait,
        });

    private static readonly Gen<JobAssignment> Assignments = Gen.Select(
        Leases, Gen.Guid, Gen.Byte.Array[0, 100], Gen.Int[1, 100], Times, Times, Times, Gen.String.Array[0, 3],
        static (lease, group, bytes, attempt, timeout, duration, remaining, values) => new JobAssignment
        {
            Lease = lease, GroupId = new JobGroupId(group), Tenant = TenantPath.Parse("a/b"), Queue = "linux", Name = "n",
            Payload = new JobPayload { Bytes = bytes, ContentType = "text/plain" }, Attempt = attempt, Timeout = timeout, LeaseDuration = duration, LeaseRemaining = remaining,
            SecretNames = [.. values.Select(static (_, i) => $"s{i}")],
            Secrets = values.Length == 0 ? JobSecrets.None : new JobSecrets(values.Select(static (value, i) => KeyValuePair.Create($"s{i}", new SecretValue(value)))),
        });

    private static readonly Gen<HeartbeatReply> Replies = Gen.Select(
        Gen.Enum<HeartbeatStatus>(), Assignments.Array[0, 3], Leases.Array[0, 3], Leases.Array[0, 3], Leases.Array[0, 3], Gen.Bool, Leases.Array[0, 3],
        static (status, assignments, renewed, lost, cancel, draining, settled) => new HeartbeatReply
        {
            Status = status, Assignments = assignments, Renewed = renewed, Lost = lost, Cancel = cancel, IsDraining = draining, Settled = settled,
        });

    [Fact]
    public void A_heartbeat_comes_as_it_was_sent() => Heartbeats.Sample(static sent =>
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(sent.ToWire(), WireJson.Heartbeat);
        var came = JsonSerializer.Deserialize(json, WireJson.Heartbeat)!.FromWire("w1");
        Assert.Equal(Said(sent), Said(came));
    });

    [Fact]
    public void An_answer_comes_as_it_was_sent() => Replies.Sample(static sent =>
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(sent.ToWire(), WireJson.HeartbeatReply);
        var came = JsonSerializer.Deserialize(json, WireJson.HeartbeatReply)!.FromWire();
        Assert.Equal(Said(sent), Said(came));
    });

    [Theory]
    [InlineData("aStatusOfTomorrow", HeartbeatStatus.Unknown)]
    [InlineData(null, HeartbeatStatus.Unknown)]
    [InlineData("retired", HeartbeatStatus.Retired)]
    public void A_status_of_tomorrow_is_unknown(string? status, HeartbeatStatus expected)
    {
        Assert.Equal(expected, new WireHeartbeatReply { Status = status }.FromWire().Status);
        Assert.Equal(ConnectStatus.Unknown, new WireConnectReply { Status = "tomorrow" }.FromWire().Status);
        Assert.Equal(LogAppendStatus.Unknown, new WireLogReply { Status = "tomorrow" }.FromWire().Status);
    }

    [Fact]
    public void An_outcome_of_tomorrow_is_a_failure_that_says_so()
    {
        var lease = new WireLease { Job = new Guid(1, 0, 0, new byte[8]), Token = 1 };
        var came = new WireHeartbeat { Results = [new WireResult { Lease = lease, Outcome = new WireOutcome { Kind = "pausedUntilTomorrow" } }] }.FromWire("w1");
        var outcome = Assert.Single(came.Results).Outcome;
        Assert.Equal(JobOutcomeKind.Failed, outcome.Kind);
        Assert.Contains("pausedUntilTomorrow", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1000, 1)]
    [InlineData(0, null)]
    [InlineData(-1, null)]
    public void Both_sides_speak_the_newest_version_that_both_know(int theirs, int? spoken) => Assert.Equal(spoken, ProtocolVersions.Agree(theirs));

    private static string Said(Heartbeat beat) =>
        $"{beat.WorkerId} {beat.Session} {beat.Sequence} {beat.FreeSlots} {beat.Wait} [{string.Join(',', beat.Held)}] [{string.Join(',', beat.Stopping)}] [{string.Join(',', beat.Results)}]";

    private static string Said(HeartbeatReply reply) =>
        $"{reply.Status} {reply.IsDraining} [{string.Join(',', reply.Renewed)}] [{string.Join(',', reply.Lost)}] [{string.Join(',', reply.Cancel)}] [{string.Join(',', reply.Settled)}] "
        + string.Join(';', reply.Assignments.Select(Said));

    private static string Said(JobAssignment assignment) =>
        $"{assignment.Lease} {assignment.GroupId} {assignment.Tenant} {assignment.Queue} {assignment.Name} {assignment.Payload.ContentType} {Convert.ToHexString(assignment.Payload.Bytes.Span)} "
        + $"{assignment.Attempt} {assignment.Timeout} {assignment.LeaseDuration} {assignment.LeaseRemaining} "
        + string.Join(',', assignment.SecretNames.Select(name => $"{name}={assignment.Secrets[name].Reveal()}"));
}
