using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pudding.Protocol;
using Pudding.Protocol.Messages;

namespace Pudding.Storage.Sqlite.Tests.Killing;

/// <summary>A worker that keeps to the protocol over HTTP, whose jobs last for some heartbeats. Now and then it forgets everything and begins anew, repeats what was settled, or sends what
/// it knew before it forgot.</summary>
internal sealed class Agent(string token, int slots, int seed, Keeper keeper, Wire wire, History history, Leases leases)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<Lease, int> _held = [];
    private readonly HashSet<Lease> _stopping = [];
    private readonly Dictionary<Lease, WireOutcome> _results = [];
    private readonly HashSet<Lease> _sent = [];
    private readonly List<Lease> _settled = [];
    private readonly string _secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
    private string? _bearer;
    private string _id = "";
    private long _session;
    private long _newestSession;
    private long _sequence;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (_bearer is null)
                await RegisterAsync(stop);
            else if (_session == 0)
                await ConnectAsync(stop);
            else
                await BeatAsync(stop);
        }
    }

    private async Task RegisterAsync(CancellationToken stop)
    {
        var message = new WireRegister { Protocol = 1, Token = token, Secret = _secret };
        if (await AskAsync(WorkerRoutes.Register, message, WireJson.Register, WireJson.RegisterReply, stop) is not { } answer)
            return;
        _bearer = $"{answer.Value.Credential}.{_secret}";
        _id = answer.Value.WorkerId!;
    }

    private async Task ConnectAsync(CancellationToken stop)
    {
        if (await AskAsync(WorkerRoutes.Connect, new WireConnect { Protocol = 1, Slots = slots }, WireJson.Connect, WireJson.ConnectReply, stop) is not { } answer)
            return;
        (_session, _sequence) = (answer.Value.Session, 0);
        history.Note($"{_id} has session {_session} (life {answer.Life})");
        if (_session <= _newestSession)
            history.Violate($"{_id} is given session {_session} after {_newestSession}.");
        _newestSession = _session;
    }

    private async Task BeatAsync(CancellationToken stop)
    {
        if (!keeper.IsCalm && _random.Next(60) == 0)
        {
            await BeginAnewAsync(stop);
            return;
        }

        Work();
        var results = _results.ToDictionary();
        foreach (var (lease, outcome) in results)
        {
            if (_sent.Add(lease))
                leases.ResultSent(lease, _id, outcome);
        }

        var sentAt = Stopwatch.GetTimestamp();
        if (await BeatAsync(_session, ++_sequence, slots - _held.Count, _held.Keys, results, stop) is not { } answer)
            return;
        if (answer.Value.Status == "accepted")
            await TakeInAsync(answer.Value, results, sentAt, answer.Life, stop);
        else
            history.Violate($"A heartbeat of {_id} in session {_session} was answered by '{answer.Value.Status}'.");
    }

    private Task<Answer<WireHeartbeatReply>?> BeatAsync(
        long session, long sequence, int free, IEnumerable<Lease> held, IReadOnlyDictionary<Lease, WireOutcome> results, CancellationToken stop) => AskAsync(
        WorkerRoutes.Heartbeat,
        new WireHeartbeat
        {
            Session = session, Sequence = sequence, FreeSlots = free, WaitMs = _random.Next(60), Held = [.. held.Select(ToWire)], Stopping = [.. _stopping.Select(ToWire)],
            Results = [.. results.Select(static result => new WireResult { Lease = ToWire(result.Key), Outcome = result.Value, RanForMs = 1 })],
        },
        WireJson.Heartbeat, WireJson.HeartbeatReply, stop);

    private async Task TakeInAsync(WireHeartbeatReply reply, Dictionary<Lease, WireOutcome> results, long sentAt, int life, CancellationToken stop)
    {
        foreach (var lease in Of(reply.Settled))
        {
            if (!_results.Remove(lease))
                continue;
            leases.Settled(lease, _id, results[lease], life);
            _settled.Add(lease);
        }

        foreach (var lease in Of(reply.Renewed))
            leases.Renewed(lease, _id, sentAt, life);
        foreach (var lease in Of(reply.Lost))
        {
            if (_held.Remove(lease))
                leases.Lost(lease, _id);
        }

        foreach (var assignment in reply.Assignments ?? [])
        {
            var lease = Of([assignment.Lease!]).Single();
            if (_held.ContainsKey(lease) || _sent.Contains(lease))
                continue;
            leases.Assigned(lease, _id, sentAt, TimeSpan.FromMilliseconds(assignment.LeaseRemainingMs), life);
            _held[lease] = _random.Next(5);
        }

        foreach (var lease in Of(reply.Cancel).Where(_held.ContainsKey))
            _stopping.Add(lease);
        if (!keeper.IsCalm && _settled.Count > 0 && _random.Next(3) == 0)
            await ForgeAsync(stop);
        if (_held.Count > 0 && _random.Next(4) == 0)
            await LogAsync(_held.Keys.First(), stop);
    }

    /// <summary>Reports what was settled once more and otherwise: a job that someone has by now, perhaps.</summary>
    private async Task ForgeAsync(CancellationToken stop)
    {
        var forged = _settled.TakeLast(20).ToDictionary(static lease => lease, static _ => Outcome("failed", Tale.Forged));
        await BeatAsync(_session, ++_sequence, 0, _held.Keys, forged, stop);
    }

    /// <summary>Each job gets on by a heartbeat; some end.</summary>
    private void Work()
    {
        foreach (var (lease, left) in _held.ToList())
        {
            _held[lease] = left - 1;
            if (left > 0 && !_stopping.Contains(lease))
                continue;
            _held.Remove(lease);
            _results[lease] = _stopping.Remove(lease) ? Outcome("cancelled", "asked") : (keeper.IsCalm ? 0 : _random.Next(20)) switch
            {
                < 13 => new WireOutcome { Kind = "succeeded" },
                < 17 => Outcome("failed", $"mark {lease}."),
                17 => Outcome("requeue", $"mark {lease}."),
                _ => Outcome("infrastructureFailed", $"mark {lease}."),
            };
        }
    }

    /// <summary>A piece of a log, the whole of what a lease says.</summary>
    private async Task LogAsync(Lease lease, CancellationToken stop)
    {
        var path = $"{WorkerRoutes.Prefix}{WorkerRoutes.Log}?job={lease.Job}&token={lease.Token}&offset=0";
        if (await wire.AskAsync(HttpMethod.Post, path, new byte[100], WireJson.LogReply, _bearer, stop) is not { Value.Status: "appended" } answer)
            return;
        history.Promised(answer.Life, $"{_id} has logged {answer.Value.NextOffset} bytes of {lease}", book =>
            book.Jobs[lease.Job] is var job && (job.LogToken > lease.Token || job.LogToken == lease.Token && job.LogNext >= answer.Value.NextOffset));
    }

    /// <summary>Forgets everything. What it held goes on to be sent by the session that was.</summary>
    private async Task BeginAnewAsync(CancellationToken stop)
    {
        leases.Abandoned(_id);
        var (session, sequence) = (_session, _sequence + 1000);
        var stale = _held.Keys.ToDictionary(static lease => lease, static lease => Outcome("failed", "stale"));
        _held.Clear();
        _results.Clear();
        _stopping.Clear();
        _session = 0;
        while (_session == 0)
            await ConnectAsync(stop);
        if (await BeatAsync(session, sequence, slots, [], stale, stop) is { Value.Status: not "unknownSession" } answer)
            history.Violate($"A heartbeat of {_id} in session {session}, which is over since {_session}, was answered by '{answer.Value.Status}'.");
    }

    private Task<Answer<TReply>?> AskAsync<TMessage, TReply>(
        string route, TMessage message, JsonTypeInfo<TMessage> messageType, JsonTypeInfo<TReply> replyType, CancellationToken stop)
        where TReply : class =>
        wire.AskAsync(HttpMethod.Post, WorkerRoutes.Prefix + route, JsonSerializer.SerializeToUtf8Bytes(message, messageType), replyType, _bearer, stop);

    private static WireOutcome Outcome(string kind, string reason) => new() { Kind = kind, Reason = reason };

    private static WireLease ToWire(Lease lease) => new() { Job = lease.Job, Token = lease.Token };

    private static IEnumerable<Lease> Of(IReadOnlyList<WireLease>? leases) => (leases ?? []).Select(static lease => new Lease(lease.Job, lease.Token));
}
