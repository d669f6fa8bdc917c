using System.Runtime.InteropServices;

namespace Pudding.Scheduling;

/// <summary>The eligible children of a node, first in rank first: a 4-ary heap that knows where each child stands.</summary>
/// <remarks>Equal ranks go to who came first. Node positions are kept in the array of nodes, which is passed in
/// because it moves when it grows.</remarks>
internal sealed class ChildHeap
{
    private const int Arity = 4;

    private Entry[] _entries = new Entry[4];

    public int Count { get; private set; }

    public int First => _entries[0].Node;

    public Rank FirstRank => _entries[0].Rank;

    public void Insert(QueueNode[] nodes, int node, in Rank rank)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);
        Up(nodes, Count++, new Entry(rank, node));
    }

    public void Update(QueueNode[] nodes, int position, in Rank rank)
    {
        var entry = new Entry(rank, _entries[position].Node);
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

    private static bool IsBefore(in Entry left, in Entry right) =>
        left.Rank.IsBefore(right.Rank) || (left.Rank == right.Rank && left.Node < right.Node);

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
    private readonly record struct Entry(Rank Rank, int Node);
}
