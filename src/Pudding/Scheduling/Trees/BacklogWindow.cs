using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Scheduling.Trees;

/// <summary>Keeps only the first waiting jobs of each tenant and queue in memory, and tells the owner of the others what it needs to know.</summary>
internal sealed class BacklogWindow(TenantTable tenants, NodeTable nodes, JobTable jobs, FairSchedulerOptions options)
{
    private readonly Queue<JobId> _displaced = [];

    /// <summary>The tenant's node in a queue; <see cref="QueueNode.None"/> if there is none yet.</summary>
    public int Find(TenantPath tenant, int queue) =>
        tenants.Find(tenant) is var index and not QueueNode.None ? nodes.Find(tenants[index], queue) : QueueNode.None;

    /// <summary>Whether a job that isn't in memory has no place there: others that aren't either may come before it, or there is no room for it.</summary>
    public bool IsBeyond(TenantPath tenant, int queue, int priority, long sequence)
    {
        if (options.WindowSize == int.MaxValue || Find(tenant, queue) is not (var index and not QueueNode.None))
            return false;
        ref var node = ref nodes[index];
        if (node.HasMore && nodes.HorizonOf(index).IsBefore(priority, sequence))
            return true;
        if (node.Waiting < options.WindowSize || !jobs.WouldBeLast(node, priority, sequence))
            return false;
        EndWindow(index);
        return true;
    }

    /// <summary>Takes the last job of a node out of its backlog, if there are too many, or if others that aren't in memory may come before it.</summary>
    public bool TryDisplace(int index, out int job)
    {
        ref var node = ref nodes[index];
        job = node.LastJob;
        if (node.Waiting == 0 || (node.Waiting <= options.WindowSize && !IsBehindHorizon(index, job)))
            return false;
        jobs.Dequeue(ref node, job);
        if (!IsBehindHorizon(index, job))
            EndWindow(index);
        return true;
    }

    public void Tell(JobId displaced) => _displaced.Enqueue(displaced);

    public void TellDisplaced()
    {
        while (_displaced.TryDequeue(out var job))
            options.Backlog?.OnDisplaced(job);
    }

    public void EndRefill(int index, bool hasMore)
    {
        ref var node = ref nodes[index];
        node.IsLow = false;
        node.HasMore = false;
        if (hasMore)
            EndWindow(index);
    }

    /// <summary>Asks for more if there is more and little is left.</summary>
    public void AskIfLow(int index)
    {
        ref var node = ref nodes[index];
        if (!node.HasMore || node.IsLow || node.Waiting >= options.WindowSize / 2)
            return;
        node.IsLow = true; // before the call, since the answer may come within
        options.Backlog?.OnLow(tenants.RecordOf(node.Tenant).Path, new QueueKey(node.Queue));
    }

    private bool IsBehindHorizon(int index, int job) =>
        nodes[index].HasMore && nodes.HorizonOf(index).IsBefore(jobs[job].Priority, jobs[job].Sequence);

    /// <summary>From now on there are jobs behind the last one in memory.</summary>
    private void EndWindow(int index)
    {
        nodes[index].HasMore = true;
        ref readonly var last = ref jobs[nodes[index].LastJob];
        nodes.HorizonOf(index) = new Horizon(last.Priority, last.Sequence);
    }
}
