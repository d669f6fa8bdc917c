using Pudding.Logs;
using Pudding.Protocol.Messages;
using Pudding.Workers;

namespace Pudding.Protocol.Mapping;

/// <summary>Between the messages and the types of the core. What reads throws <see cref="WireFormatException"/> for a field that is wrong; nothing else.</summary>
public static class WireMapping
{
    /// <summary>A heartbeat for the wire.</summary>
    public static WireHeartbeat ToWire(this Heartbeat heartbeat)
    {
        ArgumentNullException.ThrowIfNull(heartbeat);
        return new()
        {
            Session = heartbeat.Session,
            Sequence = heartbeat.Sequence,
            FreeSlots = heartbeat.FreeSlots,
            Held = WireLists.Write(heartbeat.Held, LeaseMapping.ToWire),
            Stopping = WireLists.Write(heartbeat.Stopping, LeaseMapping.ToWire),
            Results = WireLists.Write(heartbeat.Results, static result => new WireResult
            {
                Lease = result.Lease.ToWire(), Outcome = result.Outcome.ToWire(), RanForMs = result.RanFor.ToMs(),
            }),
            WaitMs = heartbeat.Wait.ToMs(),
        };
    }

    /// <summary>A heartbeat from the wire.</summary>
    /// <param name="heartbeat">What came.</param>
    /// <param name="workerId">Whose it is: what the credential says.</param>
    public static Heartbeat FromWire(this WireHeartbeat heartbeat, string workerId)
    {
        ArgumentNullException.ThrowIfNull(heartbeat);
        return new()
        {
            WorkerId = workerId,
            Session = heartbeat.Session,
            Sequence = heartbeat.Sequence,
            FreeSlots = heartbeat.FreeSlots,
            Held = WireLists.Read(heartbeat.Held, "held", LeaseMapping.Read),
            Stopping = WireLists.Read(heartbeat.Stopping, "stopping", LeaseMapping.Read),
            Results = WireLists.Read(heartbeat.Results, "results", static (result, field) => new JobResult
            {
                Lease = LeaseMapping.Read(result.Lease, $"{field}.lease"),
                Outcome = OutcomeMapping.Read(result.Outcome, $"{field}.outcome"),
                RanFor = WireTime.Read(result.RanForMs, $"{field}.ranForMs"),
            }),
            Wait = WireTime.Read(heartbeat.WaitMs, "waitMs"),
        };
    }

    /// <summary>An answer for the wire.</summary>
    public static WireHeartbeatReply ToWire(this HeartbeatReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        return new()
        {
            Status = WireNames<HeartbeatStatus>.Of(reply.Status),
            Assignments = WireLists.Write(reply.Assignments, AssignmentMapping.ToWire),
            Renewed = WireLists.Write(reply.Renewed, LeaseMapping.ToWire),
            Lost = WireLists.Write(reply.Lost, LeaseMapping.ToWire),
            Cancel = WireLists.Write(reply.Cancel, LeaseMapping.ToWire),
            IsDraining = reply.IsDraining,
            Settled = WireLists.Write(reply.Settled, LeaseMapping.ToWire),
        };
    }

    /// <summary>An answer from the wire. A status that isn't known is <see cref="HeartbeatStatus.Unknown"/>.</summary>
    public static HeartbeatReply FromWire(this WireHeartbeatReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        return new()
        {
            Status = WireNames<HeartbeatStatus>.Read(reply.Status),
            Assignments = WireLists.Read(reply.Assignments, "assignments", AssignmentMapping.Read),
            Renewed = WireLists.Read(reply.Renewed, "renewed", LeaseMapping.Read),
            Lost = WireLists.Read(reply.Lost, "lost", LeaseMapping.Read),
            Cancel = WireLists.Read(reply.Cancel, "cancel", LeaseMapping.Read),
            IsDraining = reply.IsDraining,
            Settled = WireLists.Read(reply.Settled, "settled", LeaseMapping.Read),
        };
    }

    /// <summary>Whether a worker may work, for the wire.</summary>
    public static string ToWire(this ConnectStatus status) => WireNames<ConnectStatus>.Of(status);

    /// <summary>The session from the wire. A status that isn't known is <see cref="ConnectStatus.Unknown"/>.</summary>
    public static ConnectReply FromWire(this WireConnectReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        return new(WireNames<ConnectStatus>.Read(reply.Status), reply.Session);
    }

    /// <summary>What became of a piece of a log, for the wire.</summary>
    public static WireLogReply ToWire(this LogAppendResult result) => new() { Status = WireNames<LogAppendStatus>.Of(result.Status), NextOffset = result.NextOffset };

    /// <summary>What became of a piece of a log, from the wire. A status that isn't known is <see cref="LogAppendStatus.Unknown"/>.</summary>
    public static LogAppendResult FromWire(this WireLogReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        return new(WireNames<LogAppendStatus>.Read(reply.Status), reply.NextOffset);
    }
}
