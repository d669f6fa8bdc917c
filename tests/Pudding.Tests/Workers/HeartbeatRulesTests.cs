using System.Runtime.CompilerServices;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tests.Dispatch;
using Pudding.Workers;

namespace Pudding.Tests.Workers;

/// <summary>Heartbeats that no worker can mean are refused with the name of the field, and change nothing.</summary>
public sealed class HeartbeatRulesTests : IDisposable
{
    private readonly FakeFarm _farm = new();

    public void Dispose() => _farm.Dispose();

    [Theory]
    [MemberData(nameof(Spoilers))]
    public async Task A_heartbeat_that_can_not_be_is_refused_and_changes_nothing(string message, Func<Heartbeat, Heartbeat> spoil)
    {
        await _farm.ConnectAsync("w", slots: 2);
        await _farm.EnqueueAsync("a/x");
        var lease = Assert.Single(await _farm.FetchAsync("w")).Lease;
        await _farm.BeatAsync("w", free: 1, held: [lease]);
        _farm.Clock.Advance(TimeSpan.FromSeconds(10));
        var before = await LookAsync();
        var heartbeat = _farm.Heartbeat("w", held: [lease], results: [Result(lease)]) with { Sequence = 100 };

        var exception = await Assert.ThrowsAsync<ArgumentException>(async () => await _farm.Transport.HeartbeatAsync(spoil(heartbeat), CancellationToken.None));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, await LookAsync());
        Assert.Equal(HeartbeatStatus.Accepted, (await _farm.BeatAsync("w", held: [lease])).Status);
    }

    public static TheoryData<string, Func<Heartbeat, Heartbeat>> Spoilers() => new()
    {
        { "WorkerId: it has 1 to 200 characters.", static h => h with { WorkerId = null! } },
        { "WorkerId: it has", static h => h with { WorkerId = " " } },
        { "WorkerId: it has", static h => h with { WorkerId = new string('w', 201) } },
        { "Session: 0 is none", static h => h with { Session = 0 } },
        { "Session: -1 is none", static h => h with { Session = -1 } },
        { "Sequence: 0 is less than 1.", static h => h with { Sequence = 0 } },
        { "FreeSlots: -1 is not from 0 to 10000.", static h => h with { FreeSlots = -1 } },
        { "FreeSlots: 10001 is not", static h => h with { FreeSlots = 10_001 } },
        { "Held: it is null", static h => h with { Held = null! } },
        { "Held: it has 10001 leases", static h => h with { Held = ManyLeases() } },
        { "Held: it has the lease of job ", static h => h with { Held = [.. h.Held, .. h.Held] } },
        { "Stopping: it is null", static h => h with { Stopping = null! } },
        { "Stopping: it has 10001 leases", static h => h with { Stopping = ManyLeases() } },
        { "Stopping: it has the lease of job ", static h => h with { Stopping = [.. h.Held, .. h.Held] } },
        { "Results: it is null", static h => h with { Results = null! } },
        { "Results: it has 10001 results", static h => h with { Results = [.. ManyLeases().Select(static lease => Result(lease))] } },
        { "Results: it has two results of job ", static h => h with { Results = [.. h.Results, Result(h.Results[0].Lease, JobOutcome.Failed("or not"))] } },
        { "Results[1]: it is null.", static h => h with { Results = [.. h.Results, null!] } },
        { "Results[0].RanFor: -00:00:01 is not", static h => h with { Results = [h.Results[0] with { RanFor = TimeSpan.FromSeconds(-1) }] } },
        { "Results[0].RanFor: ", static h => h with { Results = [h.Results[0] with { RanFor = TimeSpan.MaxValue }] } },
        { "Results[0].Outcome: it is null.", static h => h with { Results = [h.Results[0] with { Outcome = null! }] } },
        { "Results[0].Outcome: 99 is unknown", static h => h with { Results = [h.Results[0] with { Outcome = Make((JobOutcomeKind)99, null, default) }] } },
        { "Results[0].Outcome.Reason: it has more than 2000", static h => h with { Results = [h.Results[0] with { Outcome = Make(JobOutcomeKind.Failed, new string('x', 2001), default) }] } },
        { "Results[0].Outcome.Delay: -", static h => h with { Results = [h.Results[0] with { Outcome = Make(JobOutcomeKind.Requeue, null, TimeSpan.FromTicks(-1)) }] } },
        { "Session: 0 is none; connecting gives one. Sequence: -5 is less", static h => h with { Session = 0, Sequence = -5 } },
    };

    [Fact]
    public async Task No_heartbeat_is_refused_too() =>
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await _farm.Transport.HeartbeatAsync(null!, CancellationToken.None));

    [Fact]
    public async Task More_free_slots_than_a_worker_has_count_for_nothing()
    {
        await _farm.ConnectAsync("w", slots: 2);
        await _farm.EnqueueAsync("a/x", 5);

        Assert.Equal(2, (await _farm.FetchAsync("w", free: 5)).Count);
    }

    [Fact]
    public async Task Registering_more_slots_than_a_machine_can_have_is_refused()
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => _farm.ConnectAsync("w", slots: 10_001));

        Assert.StartsWith("Slots: 10001 is not from 1 to 10000.", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Its factories let nothing wrong through; what comes over a wire may not have passed them.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern JobOutcome Make(JobOutcomeKind kind, string? reason, TimeSpan delay);

    private static JobResult Result(LeaseKey lease, JobOutcome? outcome = null) =>
        new() { Lease = lease, Outcome = outcome ?? JobOutcome.Succeeded, RanFor = TimeSpan.FromSeconds(1) };

    private static IReadOnlyList<LeaseKey> ManyLeases() => [.. Enumerable.Range(0, 10_001).Select(static token => new LeaseKey(default, token))];

    private async Task<(int Events, int Offered, TimeSpan SilentFor)> LookAsync()
    {
        var events = (await _farm.Get<IEventStore>().ReadAsync(0, int.MaxValue, CancellationToken.None)).Events.Count;
        var cell = Assert.Single(await _farm.Get<IWorkerStore>().ReadCellsAsync(CancellationToken.None));
        return (events, cell.Offered, cell.SilentFor);
    }
}
