using Pudding.Protocol.Messages;

namespace Pudding.Protocol.Tests.Messages;

/// <summary>One of each message, with every field set.</summary>
internal static class Examples
{
    private static readonly WireLease Lease = new() { Job = Guid.Parse("0197f1a2-0000-7000-8000-000000000001"), Token = 17 };

    private static readonly WireLease Other = new() { Job = Guid.Parse("0197f1a2-0000-7000-8000-000000000002"), Token = 18 };

    public static IReadOnlyList<Example> All { get; } =
    [
        Example.Of(
            new WireRegister { Protocol = 1, Token = "pbt1.eyJpZCI6…", Secret = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA", Machine = "mini-1", Agent = "0.1.0", Platform = "linux-x64" },
            WireJson.Register),
        Example.Of(new WireRegisterReply { Protocol = 1, Credential = "c5f0a1b2c3d4e5f60718293a4b5c6d7e8", WorkerId = "mac/5f0a1b2c3d", ExpiresInMs = 604_800_000 }, WireJson.RegisterReply),
        Example.Of(new WireCredential { Secret = "EjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJCrze8" }, WireJson.Credential),
        Example.Of(new WireCredentialReply { ExpiresInMs = 604_800_000 }, WireJson.CredentialReply),
        Example.Of(new WireConnect { Protocol = 1, Slots = 2 }, WireJson.Connect),
        Example.Of(
            new WireConnectReply
            {
                Protocol = 1, Status = "connected", Session = 5, WorkerId = "mac/5f0a1b2c3d", Queues = ["linux"], Slots = 2, HeartbeatIntervalMs = 10_000, LeaseMarginMs = 15_000,
                CredentialExpiresInMs = 604_800_000,
            },
            WireJson.ConnectReply),
        Example.Of(
            new WireHeartbeat
            {
                Session = 5, Sequence = 42, FreeSlots = 1, Held = [Lease], Stopping = [Lease],
                Results = [new WireResult { Lease = Other, Outcome = new WireOutcome { Kind = "requeue", Reason = "The disk is full.", DelayMs = 5000 }, RanForMs = 61_250 }],
                WaitMs = 9000,
            },
            WireJson.Heartbeat),
        Example.Of(
            new WireHeartbeatReply
            {
                Status = "accepted",
                Assignments =
                [
                    new WireAssignment
                    {
                        Lease = Other, Group = Guid.Parse("0197f1a2-0000-7000-8000-000000000003"), Tenant = "rails/rails", Queue = "linux", Name = "test, ruby 3.4",
                        Payload = new WirePayload { ContentType = "application/json", Bytes = "{}"u8.ToArray() }, Attempt = 1, TimeoutMs = 3_600_000, LeaseMs = 60_000, LeaseRemainingMs = 59_900,
                        SecretNames = ["registry-token"], Secrets = [new WireSecret { Name = "registry-token", Value = "the value" }],
                    },
                ],
                Renewed = [Lease], Lost = [Other], Cancel = [Lease], IsDraining = true, Settled = [Other],
            },
            WireJson.HeartbeatReply),
        Example.Of(new WireDisconnect { Session = 5 }, WireJson.Disconnect),
        Example.Of(new WireLogReply { Status = "appended", NextOffset = 4096 }, WireJson.LogReply),
        Example.Of(new WireProblem { Type = "urn:pudding:invalid", Title = "Bad Request", Status = 400, Detail = "waitMs: -1 is not from 0 to 315360000000 milliseconds.", Field = "waitMs" }, WireJson.Problem),
    ];
}
