namespace Pudding.Usage;

/// <summary>What tenants have used: slot time, peaks, jobs, for invoices and for planning. Thread-safe; one for the host, whether or not this host schedules.</summary>
public interface IUsageClient
{
    /// <summary>Usage in the order of tenant, queue and time. Periods in which a tenant used nothing have no record.</summary>
    /// <remarks>Usage is counted from the events some seconds after they happen. A record that is not <see cref="UsageRecord.IsFinal"/> has in it, up to now and by the store's time of
    /// day, the slot time of jobs that still run; when such a job ends, its exact time takes that place. To write records down, see <see cref="UsageExport"/>.</remarks>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException">A field of the query is wrong; the message names it.</exception>
    IAsyncEnumerable<UsageRecord> ReadAsync(UsageQuery query, CancellationToken cancellationToken = default);
}
