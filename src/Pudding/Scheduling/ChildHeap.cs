using System.Runtime.InteropServices;

namespace Pudding.Scheduling;

/// <summary>The eligible children of a node, least key first: a 4-ary heap that knows where each child stands.</summary>
/// <remarks>Ties go to who was served longest ago, then to who came first. Node positions are kept in the array of nodes, which is passed in
/// because it moves when it grows.</remarks>
internal sealed class ChildHeap
{
    private const int Arity = 4;

    private Entry[] _entries = new Entry[4];

    public int Count { get; private set; }

    public int First => _entries[0].Node;

    public long FirstKey => _entries[0].Key;

    public void Insert(QueueNode[] nodes, int node, long key)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);
        Up(nodes, Count++, new Entry(key, nodes[node].LastServed, node));
    }

    public void Update(QueueNode[] nodes, int position, long key)
    {
        var entry = new Entry(key, nodes[_entries[position].Node].LastServed, _entries[position].Node);
        if (position > 0 && IsBefore(entry, _entries[(position - 1) / Arity]))
            Up(nodes, position, entry);
        else
            Down(nodes, position, entry);
    }

    public void Remove(QueueNode[] nodes, int position)
    {
        nodes[_entries[position].Node].Position = QueueNode.None;
        var last = _entries[--Count];
        if (position == Count)
            return;
        if (position > 0 && IsBefore(last, _entries[(position - 1) / Arity]))
            Up(nodes, position, last);
        else
            Down(nodes, position, last);
    }

    private static bool IsBefore(in Entry left, in Entry right)
    {
        if (left.Key != right.Key)
            return SlotTime.IsBefore(left.Key, right.Key);
        return left.LastServed != right.LastServed ? left.LastServed < right.LastServed : left.Node < right.Node;
    }

    private void Up(QueueNode[] nodes, int position, in Entry entry)
    {
        while (position > 0)
        {
            var parent = (position - 1) / Arity;
            if (!IsBefore(entry, _entries[parent]))
                break;
            Place(nodes, position, _entries[parent]);
            position = parent;
        }

        Place(nodes, position, entry);
    }

    private void Down(QueueNode[] nodes, int position, in Entry entry)
    {
        while (true)
        {
            var first = (position * Arity) + 1;
            if (first >= Count)
                break;
            var least = first;
            var end = Math.Min(first + Arity, Count);
            for (var child = first + 1; child < end; child++)
            {
                if (IsBefore(_entries[child], _entries[least]))
                    least = child;
            }

            if (!IsBefore(_entries[least], entry))
                break;
            Place(nodes, position, _entries[least]);
            position = least;
        }

        Place(nodes, position, entry);
    }

    private void Place(QueueNode[] nodes, int position, in Entry entry)
    {
        _entries[position] = entry;
        nodes[entry.Node].Position = position;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(long Key, long LastServed, int Node);
}
