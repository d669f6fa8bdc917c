using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Dispatch;

/// <summary>This job for this worker: not yet claimed.</summary>
internal readonly record struct Decision(JobId Job, string Worker, long Session)
{
    public Claim ToClaim() => new(Job, Worker, Session);
}
