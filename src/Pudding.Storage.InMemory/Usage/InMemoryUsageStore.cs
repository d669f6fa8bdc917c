using Pudding.Jobs;
using Pudding.Usage;

namespace Pudding.Storage.InMemory.Usage;

internal sealed class InMemoryUsageStore(InMemoryDatabase db) : IUsageStore
{
    private readonly Dictionary<UsageKey, UsageRecord> _records = [];
    private readonly SortedSet<UsageKey> _order = [];
    private readonly Dictionary<JobId, UsageRun> _runs = [];
    private readonly List<UsageGap> _gaps = [];
    private long _cursor;
    private DateTimeOffset? _countedTo;

    public ValueTask<UsageCheckpoint> ReadCheckpointAsync(CancellationToken cancellationToken)
    {
        using (db.Enter())
            return new(Checkpoint());
    }

    public ValueTask<bool> AddAsync(UsageChange change, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            if (change.After != _cursor)
                return new(false);
            foreach (var job in change.Ended)
                _runs.Remove(job);
            foreach (var run in change.Began)
                _runs[run.JobId] = run;
            foreach (var record in change.Records)
                Add(record);
            _gaps.AddRange(change.Gaps);
            (_cursor, _countedTo) = (change.Cursor, change.CountedTo);
            return new(true);
        }
    }

    public ValueTask<UsagePage> ReadAsync(UsageQuery query, UsageKey? after, int limit, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            return new(new UsagePage
            {
                Records = [.. KeysAfter(after).Where(query.Matches).Take(limit).Select(key => _records[key])],
                Checkpoint = Checkpoint(),
                Gaps = [.. _gaps],
                At = db.Now,
            });
        }
    }

    public ValueTask<int> ForgetAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        using (db.Enter())
        {
            var old = _records.Values.Where(record => record.End <= before).Select(static record => record.Key).Take(limit).ToList();
            foreach (var key in old)
            {
                _records.Remove(key);
                _order.Remove(key);
            }

            _gaps.RemoveAll(gap => gap.To <= before);
            return new(old.Count);
        }
    }

    private UsageCheckpoint Checkpoint() => new() { Cursor = _cursor, CountedTo = _countedTo, OpenRuns = [.. _runs.Values] };

    private void Add(UsageRecord record)
    {
        if (_order.Add(record.Key))
            _records[record.Key] = record;
        else
            _records[record.Key] = _records[record.Key].Plus(record);
    }

    private IEnumerable<UsageKey> KeysAfter(UsageKey? after)
    {
        if (after is not { } last)
            return _order;
        return last.CompareTo(_order.Max) < 0 ? _order.GetViewBetween(last, _order.Max).Where(key => key != last) : [];
    }
}
