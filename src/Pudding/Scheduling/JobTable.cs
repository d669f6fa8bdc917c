namespace Pudding.Scheduling;

/// <summary>The slots of all jobs, reused, so that adding a job allocates nothing once the table has grown.</summary>
internal sealed class JobTable
{
    private JobSlot[] _slots = new JobSlot[16];
    private int _used;
    private int _free = QueueNode.None;

    public JobSlot[] Slots => _slots;

    public ref JobSlot this[int index] => ref _slots[index];

    public JobTicket Take()
    {
        int index;
        if (_free != QueueNode.None)
        {
            index = _free;
            _free = _slots[index].Position;
        }
        else
        {
            if (_used == _slots.Length)
                Array.Resize(ref _slots, _used * 2);
            index = _used++;
        }

        return new JobTicket(index, ++_slots[index].Generation);
    }

    public void Release(int index)
    {
        ref var slot = ref _slots[index];
        slot = new JobSlot { Generation = slot.Generation + 1, Position = _free };
        _free = index;
    }

    /// <exception cref="ArgumentException">The ticket is no longer (or never was) valid.</exception>
    public ref JobSlot Find(JobTicket ticket)
    {
        if ((uint)ticket.Index >= (uint)_used || (ticket.Generation & 1) == 0 || _slots[ticket.Index].Generation != ticket.Generation)
            throw new ArgumentException("The ticket is not valid: its job was finished or removed.", nameof(ticket));
        return ref _slots[ticket.Index];
    }
}
