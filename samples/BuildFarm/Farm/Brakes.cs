using Pudding.Jobs;

namespace BuildFarm.Farm;

/// <summary>Ends a run early, gently or at once.</summary>
internal sealed class Brakes(IJobClient jobs, IReadOnlyList<JobGroup> groups)
{
    /// <summary>Cancels what waits; what runs goes on.</summary>
    /// <returns>How many jobs were cancelled.</returns>
    public async Task<int> CancelWaitingAsync()
    {
        var cancelled = 0;
        foreach (var group in groups)
        {
            // From the end, which the dispatcher reaches last: a job that starts meanwhile is left alone as far as one can tell from here.
            foreach (var job in (await jobs.FindGroupAsync(group.Id))!.Jobs.Reverse().Where(static job => job.State == JobState.Pending))
                cancelled += await jobs.CancelJobAsync(job.Id, "interrupted") ? 1 : 0;
        }

        return cancelled;
    }

    /// <summary>Cancels everything; what runs is killed.</summary>
    public async Task CancelAllAsync()
    {
        foreach (var group in groups)
            await jobs.CancelGroupAsync(group.Id, "interrupted");
    }
}
