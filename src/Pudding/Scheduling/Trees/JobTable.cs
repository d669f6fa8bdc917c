using Pudding.Jobs;

namespace Pudding.Scheduling.Trees;

/// <summary>All jobs in memory, and who of a tenant's waiting ones goes before whom. Slots are reused, so that adding a job allocates nothing once the table has
/// grown.</summary>
/// <remarks>The waiting jobs of a node are a list in the slots themselves: priority (high first), then sequence. Taking the first, and any removal, is O(1); so is adding
/// one that comes last or first. Another walks from the nearer end.</remarks>
internal sealed class JobTable
{
    private JobSlot[] _slots = new JobSlot[16];
    private int _free = QueueNode.None;

    public JobTable()
    {
    }

    private JobTable(JobTable other)
    {
        _slots = [.. other._slots];
        End = other.End;
        _free = other._free;
    }

    /// <summary>Numbers up to here may be in use.</summary>
    public int End { get; private set; }

    public ref JobSlot this[int index] => ref _slots[index];

    public JobTicket Take(JobId id, int node)
    {
        int index;
        if (_free != QueueNode.None)
        {
            index = _free;
            _free = _slots[index].Next;
        }
        else
        {
            if (End == _slots.Length)
                Array.Resize(ref _slots, End * 2);
            index = End++;
        }

        ref var slot = ref _slots[index];
        slot.Id = id;
        slot.Node = node;
        return new JobTicket(index, ++slot.Generation);
    }

    public void Release(int index)
    {
        ref var slot = ref _slots[index];
        slot.Generation++;
        slot.Next = _free;
        _free = index;
    }

    /// <exception cref="ArgumentException">The ticket is no longer (or never was) valid.</exception>
    public ref JobSlot Find(JobTicket ticket)
    {
        if ((uint)ticket.Index >= (uint)End || (ticket.Generation & 1) == 0 || _slots[ticket.Index].Generation != ticket.Generation)
            throw new ArgumentException("The ticket is not valid: its job was finished or removed.", nameof(ticket));
        return ref _slots[ticket.Index];
    }

    public JobTicket TicketOf(int index) => new(index, _slots[index].Generation);

    /// <summary>Puts a job at its place among those that wait at a node.</summary>
    public void Enqueue(ref QueueNode node, int job)
    {
        // From both ends at the same pace: new jobs go last, a refused start goes first, an urgent one near the front.
        var (back, front) = (node.LastJob, node.FirstJob);
        while (back != QueueNode.None && !IsBefore(back, job))
        {
            if (IsBefore(job, front))
            {
                back = front == node.FirstJob ? QueueNode.None : _slots[front].Previous;
                break;
            }

            (back, front) = (back == node.FirstJob ? QueueNode.None : _slots[back].Previous, _slots[front].Next);
        }

        InsertAfter(ref node, back, job);
        node.Waiting++;
    }

    public void Dequeue(ref QueueNode node, int job)
    {
        // Of the first job, what stands before it is not looked at (nor kept): starting a job then touches no other.
        var next = _slots[job].Next;
        var previous = job == node.FirstJob ? QueueNode.None : _slots[job].Previous;
        if (previous == QueueNode.None)
            node.FirstJob = next;
        else
            _slots[previous].Next = next;
        if (next == QueueNode.None)
            node.LastJob = previous;
        else if (previous != QueueNode.None)
            _slots[next].Previous = previous;
        node.Waiting--;
    }

    /// <summary>Whether a job that isn't there yet would go after all that wait at a node.</summary>
    public bool WouldBeLast(in QueueNode node, int priority, long sequence)
    {
        if (node.LastJob == QueueNode.None)
            return true;
        ref readonly var last = ref _slots[node.LastJob];
        return last.Priority != priority ? last.Priority > priority : last.Sequence < sequence;
    }

    public bool IsInUse(int index) => (_slots[index].Generation & 1) != 0;

    /// <summary>How many jobs that wait at a node go before one of them.</summary>
    public int CountBefore(in QueueNode node, int job)
    {
        var count = 0;
        for (var before = node.FirstJob; before != job; before = _slots[before].Next)
            count++;
        return count;
    }

    public JobTable Clone() => new(this);

    private void InsertAfter(ref QueueNode node, int previous, int job)
    {
        var next = previous == QueueNode.None ? node.FirstJob : _slots[previous].Next;
        _slots[job].Previous = previous;
        _slots[job].Next = next;
        if (previous == QueueNode.None)
            node.FirstJob = job;
        else
            _slots[previous].Next = job;
        if (next == QueueNode.None)
            node.LastJob = job;
        else
            _slots[next].Previous = job;
    }

    private bool IsBefore(int left, int right)
    {
        ref readonly var a = ref _slots[left];
        ref readonly var b = ref _slots[right];
        return a.Priority != b.Priority ? a.Priority > b.Priority : a.Sequence < b.Sequence;
    }
}
