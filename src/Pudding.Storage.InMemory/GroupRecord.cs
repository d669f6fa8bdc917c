using Pudding.Jobs;

namespace Pudding.Storage.InMemory;

internal sealed class GroupRecord(NewJobGroup request, DateTimeOffset enqueuedAt, IReadOnlyList<JobRecord> jobs)
{
    public NewJobGroup Request { get; } = request;

    public IReadOnlyList<JobRecord> Jobs { get; } = jobs;

    /// <summary>Jobs that are not over.</summary>
    public int Open { get; set; } = jobs.Count;

    public JobGroup ToGroup() => new()
    {
        Id = Request.Id,
        Name = Request.Name,
        EnqueuedAt = enqueuedAt,
        Jobs = [.. Jobs.Select(static record => record.Job)],
    };
}
