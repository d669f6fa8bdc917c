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

    /// <summary>Whether a job that isn't in memory has no place there, because it comes after all that are and there are more, or no room.</summary>
    public bool IsBeyond(TenantPath tenant, int queue, int priority, long sequence)
    {
        if (options.WindowSize == int.MaxValue || Find(tenant, queue) is not (var index and not QueueNode.None))
            return false;
        ref var node = ref nodes[index];
        if ((!node.HasMore && node.Waiting < options.WindowSize) || !jobs.WouldBeLast(node, priority, sequence))
            return false;
        node.HasMore = true;
        return true;
    }

    /// <summary>Takes the last job of a node that has too many out of its backlog.</summary>
    public bool TryDisplace(int index, out int job)
    {
        ref var node = ref nodes[index];
        job = node.LastJob;
        if (node.Waiting <= options.WindowSize)
            return false;
        jobs.Dequeue(ref node, job);
        node.HasMore = true;
        _displaced.Enqueue(jobs[job].Id);
        return true;
    }

    public void TellDisplaced()
    {
        while (_displaced.TryDequeue(out var job))
            options.Backlog?.OnDisplaced(job);
    }

    public void EndRefill(int index, bool hasMore)
    {
        nodes[index].HasMore = hasMore;
        nodes[index].IsLow = false;
    }

    /// <summary>Asks for more if there is more and little is left.</summary>
    public void AskIfLow(int index)
    {
        ref var node = ref nodes[index];
        if (!node.HasMore || node.IsLow || node.Waiting >= options.WindowSize / 2)
            return;
        node.IsLow = true;
        options.Backlog?.OnLow(tenants.RecordOf(node.Tenant).Path, new QueueKey(node.Queue));
    }
}
