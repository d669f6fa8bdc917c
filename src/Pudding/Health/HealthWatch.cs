using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Dispatch;
using Pudding.Hosting;
using Pudding.Instances;
using Pudding.Storage;
using Pudding.Telemetry;
using Pudding.Workers;

namespace Pudding.Health;

/// <summary>Follows what happens while this host schedules, and cordons workers that are sick.</summary>
internal sealed class HealthWatch(
    IEventStore events,
    ICellStore cells,
    IWorkerControl workers,
    Baton baton,
    IOptions<PuddingOptions> options,
    PuddingInstruments instruments,
    TimeProvider clock,
    ILogger<HealthWatch> logger) : IChangeListener
{
    private const int Page = 500;

    private readonly HealthOptions _options = options.Value.Health;
    private HealthBook _book = new(options.Value.Health);
    private long _epoch;
    private long _seen;

    /// <summary>Set when something has happened.</summary>
    public WakeSignal Signal { get; } = new(clock);

    public void OnChange(in StoreChange change)
    {
        if (change.Kind is StoreChangeKind.Happened or StoreChangeKind.Missed)
            Signal.Set();
    }

    /// <summary>Takes in what has happened, up to the newest, and only then judges: what is long past may have been put right since.</summary>
    public async ValueTask RunOnceAsync(CancellationToken cancellationToken)
    {
        if (!baton.IsHeld)
        {
            _epoch = 0;
            return;
        }

        if (_epoch != baton.Epoch)
            await BeginAsync(baton.Epoch, cancellationToken).ConfigureAwait(false);
        while (await events.ReadAsync(_seen, Page, cancellationToken).ConfigureAwait(false) is { Events: { Count: > 0 } happened })
        {
            foreach (var one in happened)
                _book.Follow(one);
            _seen = happened[^1].Sequence;
        }

        foreach (var subject in _book.Due.ToList())
        {
            if (HealthJudge.Judge(_book.EvidenceOf(subject), _options) is { } reason)
                await CordonAsync(subject, reason, cancellationToken).ConfigureAwait(false);
            _book.Settle(subject);
        }
    }

    /// <summary>Begins anew with the first event of the window that the store still has.</summary>
    private async ValueTask BeginAsync(long epoch, CancellationToken cancellationToken)
    {
        var latest = await events.LatestAsync(cancellationToken).ConfigureAwait(false);
        long first = 0;
        if (await FindTimeAsync(latest - 1, cancellationToken).ConfigureAwait(false) is { } newest)
        {
            var last = latest;
            while (first < last)
            {
                var middle = first + ((last - first) / 2);
                if (await FindTimeAsync(middle, cancellationToken).ConfigureAwait(false) < newest - _options.Window)
                    first = middle + 1;
                else
                    last = middle;
            }
        }

        (_book, _seen, _epoch) = (new HealthBook(_options), first, epoch);
    }

    private async ValueTask<DateTimeOffset?> FindTimeAsync(long afterSequence, CancellationToken cancellationToken)
    {
        var page = await events.ReadAsync(Math.Max(0, afterSequence), 1, cancellationToken).ConfigureAwait(false);
        return page.Events.Count > 0 ? page.Events[0].At : null;
    }

    private async ValueTask CordonAsync(CellKey subject, string reason, CancellationToken cancellationToken)
    {
        var cell = await cells.FindAsync(subject, cancellationToken).ConfigureAwait(false);
        if (cell?.Phase != CellPhase.Ready)
            return;

        // Who has vanished is no help to a queue, and needs no cordon.
        var present = (await workers.ListAsync(cancellationToken).ConfigureAwait(false))
            .Where(worker => worker.IsConnected && worker.SilentFor <= options.Value.LeaseDuration)
            .ToList();
        if (!present.Exists(worker => HealthBook.SubjectOf(worker.WorkerId, worker.InstanceId) == subject))
            return;
        if (HealthBudget.Refuse(subject, present, _options) is { } refusal)
        {
            if (_book.Report(subject))
            {
                Log.SickButNeeded(logger, subject, refusal, reason);
                instruments.OnSick(isCordoned: false);
            }

            return;
        }

        var command = new CellCommand
        {
            Key = subject, Move = CellMove.Cordon, IfEpoch = cell.Epoch, BatonEpoch = _epoch, Reason = reason, Actor = HealthOptions.Actor,
        };
        if ((await cells.ApplyAsync(command, cancellationToken).ConfigureAwait(false)).Status != CellStatus.Done)
            return;
        Log.Sick(logger, subject, reason);
        instruments.OnSick(isCordoned: true);
    }
}
