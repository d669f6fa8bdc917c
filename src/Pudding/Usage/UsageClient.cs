using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Storage;

namespace Pudding.Usage;

internal sealed class UsageClient(IUsageStore usage, IEventStore events, IOptions<PuddingOptions> options) : IUsageClient
{
    private const int PageSize = 1000;

    public IAsyncEnumerable<UsageRecord> ReadAsync(UsageQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.FindError() is { } error
            ? throw new ArgumentException($"UsageQuery.{error}", nameof(query))
            : ReadCheckedAsync(query.InWholePeriods(), cancellationToken);
    }

    private async IAsyncEnumerable<UsageRecord> ReadCheckedAsync(UsageQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        UsageKey? last = null;
        UsageRecord? whole = null;
        do
        {
            var page = await usage.ReadAsync(query, last, PageSize, cancellationToken).ConfigureAwait(false);

            // Asked for after the page: if nothing is newer than what is counted, the page lacks nothing that happened before it was read.
            var isCaughtUp = page.Checkpoint.Cursor >= await events.LatestAsync(cancellationToken).ConfigureAwait(false);
            var first = last;
            last = page.Records.Count < PageSize ? null : page.Records[^1].Key;
            foreach (var record in WithOpenRuns(page, query, first, last))
            {
                var part = Widen(record, query.Period, page, isCaughtUp);
                if (whole is null || whole.Key == part.Key)
                {
                    whole = whole?.Plus(part) ?? part;
                    continue;
                }

                yield return whole;
                whole = part;
            }
        }
        while (last is not null);

        if (whole is not null)
            yield return whole;
    }

    /// <summary>A record as a part of the period that was asked for, if that is longer.</summary>
    private static UsageRecord Widen(UsageRecord record, UsagePeriod asked, UsagePage page, bool isCaughtUp)
    {
        var period = asked > record.Period ? asked : record.Period;
        var start = period.StartOf(record.Start);
        var end = period.EndOf(start);
        return record with
        {
            Period = period,
            Start = start,
            IsFinal = record.IsFinal && end <= page.At && (isCaughtUp || end <= page.Checkpoint.CountedTo),
            IsIncomplete = page.Gaps.Any(gap => gap.From < record.End && gap.To >= record.Start),
        };
    }

    /// <summary>What is kept, and what runs as well, in the order of the keys. Each moment's runs go with that moment's records: a job that ends between two pages is in
    /// neither twice.</summary>
    private SortedDictionary<UsageKey, UsageRecord>.ValueCollection WithOpenRuns(UsagePage page, UsageQuery query, UsageKey? first, UsageKey? last)
    {
        var records = new SortedDictionary<UsageKey, UsageRecord>();
        foreach (var record in page.Records)
            records[record.Key] = record with { IsFinal = options.Value.CountUsage };
        if (!options.Value.CountUsage)
            return records.Values; // nobody would know of a job's end

        var running = page.Checkpoint.OpenRuns.SelectMany(run => Parts(run, page.At))
            .Where(part => query.Matches(part.Key) && (first is null || part.Key.CompareTo(first.Value) > 0) && (last is null || part.Key.CompareTo(last.Value) <= 0))
            .GroupBy(static part => part.Key, static part => part.Time);
        foreach (var times in running)
        {
            var (key, time) = (times.Key, times.Aggregate(static (sum, part) => sum + part));
            var open = new UsageRecord
            {
                Tenant = key.Tenant, Queue = key.Queue, Period = key.Period, Start = key.Start, SlotTime = time, PeakConcurrency = times.Count(),
            };
            records[key] = records.TryGetValue(key, out var counted) ? counted.Plus(open) : open;
        }

        return records.Values;
    }

    private IEnumerable<(UsageKey Key, TimeSpan Time)> Parts(UsageRun run, DateTimeOffset now)
    {
        var period = options.Value.UsagePeriod;
        var parts = now > run.Since ? period.Split(run.Since, now - run.Since) : [(period.StartOf(run.Since), TimeSpan.Zero)];
        return from part in parts
               from key in UsageKey.Of(run.Tenant, run.Queue)
               select (new UsageKey(key.Tenant, key.Queue, period, part.Start), part.Time);
    }
}
