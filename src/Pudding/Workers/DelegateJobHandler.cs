using Pudding.Jobs;

namespace Pudding.Workers;

internal sealed class DelegateJobHandler(Func<JobContext, CancellationToken, Task<JobOutcome>> run) : IJobHandler
{
    public Task<JobOutcome> RunAsync(JobContext job, CancellationToken cancellationToken) => run(job, cancellationToken);
}
