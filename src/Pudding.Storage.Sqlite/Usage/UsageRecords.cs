using Pudding.Storage.Sqlite.Engine;
using Pudding.Tenants;
using Pudding.Usage;

namespace Pudding.Storage.Sqlite.Usage;

/// <summary>The table of records. Its order is that of the keys: bytes of UTF-8, which for tenants and queues is the order of characters; all queues together, kept as '', come first.</summary>
internal sealed class UsageRecords(Connection db)
{
    private const int PageSize = 256;

    public void Add(UsageRecord record) => db.Execute(
        """
        INSERT INTO usage_record (tenant, queue, start_utc, period, end_utc, slot_time, peak, enqueued, started, succeeded, failed, cancelled, lost)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        ON CONFLICT DO UPDATE SET slot_time = slot_time + ?6, peak = max(peak, ?7), enqueued = enqueued + ?8, started = started + ?9,
            succeeded = succeeded + ?10, failed = failed + ?11, cancelled = cancelled + ?12, lost = lost + ?13
        """,
        record.Tenant.Value, record.Queue ?? "", record.Start, (long)record.Period, record.End, record.SlotTime, record.PeakConcurrency, record.Enqueued, record.Started,
        record.Succeeded, record.Failed, record.Cancelled, record.Lost);

    /// <summary>The records that fit, behind one of them, in the order of the keys.</summary>
    public IEnumerable<UsageRecord> After(UsageQuery query, UsageKey? after)
    {
        // Whoever asks for one tenant begins there, and ends behind what lies below it.
        var (tenant, queue, start, period) = after is { } key
            ? (key.Tenant.Value, key.Queue ?? "", key.Start.UtcTicks, (long)key.Period)
            : (query.Tenant?.Value ?? "", "", 0, 0);
        var end = query.Tenant is { } within ? within.Value + "0" : "\uffff";
        while (true)
        {
            var page = ReadPage(tenant, queue, start, period, end);
            foreach (var record in page.Where(record => query.Matches(record.Key)))
                yield return record;
            if (page.Count < PageSize)
                yield break;
            var last = page[^1].Key;
            (tenant, queue, start, period) = (last.Tenant.Value, last.Queue ?? "", last.Start.UtcTicks, (long)last.Period);
        }
    }

    private List<UsageRecord> ReadPage(string tenant, string queue, long start, long period, string end)
    {
        var page = new List<UsageRecord>();
        using var rows = db.Query(
            """
            SELECT tenant, queue, start_utc, period, slot_time, peak, enqueued, started, succeeded, failed, cancelled, lost FROM usage_record
            WHERE (tenant, queue, start_utc, period) > (?1, ?2, ?3, ?4) AND tenant < ?5 ORDER BY tenant, queue, start_utc, period LIMIT ?6
            """,
            tenant, queue, start, period, end, PageSize);
        while (rows.Read())
        {
            page.Add(new UsageRecord
            {
                Tenant = TenantPath.Parse(rows.Text(0)),
                Queue = rows.Text(1) is { Length: > 0 } known ? known : null,
                Start = rows.Time(2),
                Period = (UsagePeriod)rows.Integer(3),
                SlotTime = rows.Span(4),
                PeakConcurrency = rows.Int(5),
                Enqueued = rows.Integer(6),
                Started = rows.Integer(7),
                Succeeded = rows.Integer(8),
                Failed = rows.Integer(9),
                Cancelled = rows.Integer(10),
                Lost = rows.Integer(11),
            });
        }

        return page;
    }
}
