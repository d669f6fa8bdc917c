using Pudding.Jobs;

namespace Pudding.Storage.InMemory.Jobs;

internal sealed class GroupRecord(NewJobGroup request, DateTimeOffset enqueuedAt, long enqueuedTimestamp)
{
    private readonly int[] _ended = new int[16];

    public NewJobGroup Request { get; } = request;

    public DateTimeOffset EnqueuedAt { get; } = enqueuedAt;

    public long EnqueuedTimestamp { get; } = enqueuedTimestamp;

    public List<JobRecord> Jobs { get; } = new(request.Jobs.Count);

    /// <summary>Jobs that are not over.</summary>
    public int Open { get; private set; } = request.Jobs.Count;

    /// <summary>When the last job ended, as a timestamp.</summary>
    public long FinishedTimestamp { get; set; }

    public JobGroupId? SupersededBy { get; set; }

    public void Count(JobState final)
    {
        _ended[(int)final]++;
        Open--;
    }

    public int Ended(JobState final) => _ended[(int)final];

    public JobGroup ToGroup() => new()
    {
        Id = Request.Id,
        Name = Request.Name,
        EnqueuedAt = EnqueuedAt,
        FailFast = Request.FailFast,
        SupersedeKey = Request.SupersedeKey,
        SupersededBy = SupersededBy,
        RerunOf = Request.RerunOf,
        Jobs = [.. Jobs.Select(static record => record.ToJob())],
    };
}
