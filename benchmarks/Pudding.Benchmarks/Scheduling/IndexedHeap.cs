using System.Runtime.InteropServices;

namespace Pudding.Benchmarks.Scheduling;

/// <summary>A bare 4-ary heap of keys that knows where each tenant stands: what a tree level of any such scheduler must at least do.</summary>
internal readonly struct IndexedHeap : ITenantOrder
{
    private const int Arity = 4;

    private readonly Entry[] _entries;
    private readonly int[] _positions;

    public IndexedHeap(long[] charged)
    {
        _positions = new int[charged.Length];
        _entries = [.. charged.Select(static (key, tenant) => new Entry(key, tenant)).OrderBy(static entry => entry.Key)]; // sorted is a heap
        for (var position = 0; position < _entries.Length; position++)
            _positions[_entries[position].Tenant] = position;
    }

    public int First => _entries[0].Tenant;

    public void Charge(int tenant, long amount)
    {
        var position = _positions[tenant];
        var entry = new Entry(_entries[position].Key + amount, tenant);
        if (amount < 0)
            Up(position, entry);
        else
            Down(position, entry);
    }

    private void Up(int position, Entry entry)
    {
        while (position > 0)
        {
            var parent = (position - 1) / Arity;
            if (entry.Key >= _entries[parent].Key)
                break;
            Place(position, _entries[parent]);
            position = parent;
        }

        Place(position, entry);
    }

    private void Down(int position, Entry entry)
    {
        while ((position * Arity) + 1 is var first && first < _entries.Length)
        {
            var least = first;
            var end = Math.Min(first + Arity, _entries.Length);
            for (var child = first + 1; child < end; child++)
            {
                if (_entries[child].Key < _entries[least].Key)
                    least = child;
            }

            if (_entries[least].Key >= entry.Key)
                break;
            Place(position, _entries[least]);
            position = least;
        }

        Place(position, entry);
    }

    private void Place(int position, Entry entry)
    {
        _entries[position] = entry;
        _positions[entry.Tenant] = position;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(long Key, int Tenant);
}
