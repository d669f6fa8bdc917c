namespace Pudding.Scheduling;

/// <summary>The waiting jobs of one tenant in one queue: priority (high first), then sequence. A binary heap that knows where each job stands.</summary>
internal sealed class Backlog
{
    private int[] _jobs = new int[4];

    public int Count { get; private set; }

    public int First => _jobs[0];

    public void Insert(JobSlot[] slots, int job)
    {
        if (Count == _jobs.Length)
            Array.Resize(ref _jobs, Count * 2);
        Up(slots, Count++, job);
    }

    public void Remove(JobSlot[] slots, int position)
    {
        var last = _jobs[--Count];
        if (position == Count)
            return;
        if (position > 0 && IsBefore(slots, last, _jobs[(position - 1) / 2]))
            Up(slots, position, last);
        else
            Down(slots, position, last);
    }

    private static bool IsBefore(JobSlot[] slots, int left, int right)
    {
        ref readonly var a = ref slots[left];
        ref readonly var b = ref slots[right];
        return a.Priority != b.Priority ? a.Priority > b.Priority : a.Sequence < b.Sequence;
    }

    private void Up(JobSlot[] slots, int position, int job)
    {
        while (position > 0)
        {
            var parent = (position - 1) / 2;
            if (!IsBefore(slots, job, _jobs[parent]))
                break;
            Place(slots, position, _jobs[parent]);
            position = parent;
        }

        Place(slots, position, job);
    }

    private void Down(JobSlot[] slots, int position, int job)
    {
        while (true)
        {
            var least = (2 * position) + 1;
            if (least >= Count)
                break;
            if (least + 1 < Count && IsBefore(slots, _jobs[least + 1], _jobs[least]))
                least++;
            if (!IsBefore(slots, _jobs[least], job))
                break;
            Place(slots, position, _jobs[least]);
            position = least;
        }

        Place(slots, position, job);
    }

    private void Place(JobSlot[] slots, int position, int job)
    {
        _jobs[position] = job;
        slots[job].Position = position;
    }
}
