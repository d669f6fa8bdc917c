using Pudding.Jobs;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Policies;
using Pudding.Tenants;

namespace Pudding.Storage.Sqlite.Jobs;

internal sealed class SqliteJobStore(SqliteDatabase db, PolicyBook policies) : IJobStore
{
    public ValueTask<EnqueueResult> EnqueueAsync(NewJobGroup group, CancellationToken cancellationToken) =>
        db.WriteAsync(transaction => new EnqueueCall(transaction).Run(group), cancellationToken);

    public ValueTask<JobGroup?> FindGroupAsync(JobGroupId group, CancellationToken cancellationToken) => db.ReadAsync(connection => new JobReader(connection).FindGroup(group), cancellationToken);

    public ValueTask<Job?> FindJobAsync(JobId job, CancellationToken cancellationToken) => db.ReadAsync(connection => new JobReader(connection).Find(job), cancellationToken);

    /// <remarks>By the writer: its cache holds the heads, while that of a reader is void after each commit.</remarks>
    public ValueTask<HeadPage> ReadHeadsAsync(HeadQuery query, CancellationToken cancellationToken) =>
        db.WriteAsync(transaction => new Heads(transaction).Read(query), cancellationToken);

    public ValueTask<IReadOnlyList<ActiveJob>> ReadActiveAsync(CancellationToken cancellationToken) => db.ReadAsync<IReadOnlyList<ActiveJob>>(ReadActive, cancellationToken);

    public ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(ClaimBatch batch, CancellationToken cancellationToken) =>
        db.WriteAsync<IReadOnlyList<ClaimResult>>(transaction => new ClaimCall(transaction, policies).Run(batch), cancellationToken);

    public ValueTask<IReadOnlyList<JobId>> CancelAsync(CancelRequest request, CancellationToken cancellationToken) =>
        db.WriteAsync<IReadOnlyList<JobId>>(transaction => Cancel(transaction, request), cancellationToken);

    public ValueTask<IReadOnlyList<SweptJob>> SweepAsync(SweepRequest request, CancellationToken cancellationToken) =>
        db.WriteAsync<IReadOnlyList<SweptJob>>(transaction => new SweepCall(transaction).Run(request), cancellationToken);

    private static List<JobId> Cancel(Transaction transaction, CancelRequest request)
    {
        var book = new JobBook(transaction);
        var jobs = new JobTable(transaction);
        var found = request.Group is not { } id ? request.Jobs.Select(jobs.Find).OfType<JobRow>()
            : transaction.Groups.Find(id) is { } group ? jobs.Get(group.Sequences) : [];
        return [.. found
            .Where(job => !(request.OnlyWaiting && job.State.IsActive()))
            .Where(job => book.Cancel(job, JobCause.CancelRequested, request.Reason))
            .Select(static job => job.Id)];
    }

    private List<ActiveJob> ReadActive(Connection connection)
    {
        var moment = db.Moment;
        var active = new List<ActiveJob>();
        using var rows = connection.Query(
            """
            SELECT job.id, tenant, queue, worker, token, borrowed, claimed_at FROM job JOIN place ON place.id = job.place WHERE state IN (2, 3)
            """);
        while (rows.Read())
        {
            active.Add(new ActiveJob
            {
                Id = new JobId(rows.Uuid(0)),
                Tenant = TenantPath.Parse(rows.Text(1)),
                Queue = rows.Text(2),
                WorkerId = rows.Text(3),
                FencingToken = rows.Integer(4),
                IsBorrowed = rows.Bool(5),
                HeldFor = moment.Since(rows.Integer(6)),
            });
        }

        return active;
    }
}
