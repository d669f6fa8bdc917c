using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pudding.Scheduling.Trees;

/// <summary>Items ordered by key, least first, in a 4-ary heap that knows where each item stands. Equal keys go by the items' ties.</summary>
/// <remarks>Keys may wrap around: the order is right while those in one heap lie less than 2^63 apart. The four children of an entry are side by side, and the
/// least of them is found without branches: which one it is can't be predicted.</remarks>
internal sealed class IndexedHeap
{
    private const int Arity = 4;

    /// <summary>Entries from here on are seldom in the nearest cache.</summary>
    private const int FarFrom = 1024;

    private readonly HeapItems _items;
    private Entry[] _entries;

    public IndexedHeap(HeapItems items)
    {
        _items = items;
        _entries = new Entry[Arity];
    }

    private IndexedHeap(IndexedHeap other, HeapItems items)
    {
        _items = items;
        _entries = [.. other._entries];
        Count = other.Count;
    }

    public int Count { get; private set; }

    public int First => _entries[0].Item;

    /// <summary>All of them, in no order that means anything but that the first is the first.</summary>
    public ReadOnlySpan<Entry> Entries => _entries.AsSpan(0, Count);

    /// <summary>The items of which one becomes the first when the first one goes.</summary>
    public ReadOnlySpan<Entry> RunnersUp => _entries.AsSpan(1, Math.Clamp(Count - 1, 0, Arity));

    public long FirstKey => _entries[0].Key;

    public void Insert(int item, long key)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);
        Up(Count++, new Entry(key, item));
    }

    public void Update(int item, long key)
    {
        var position = _items.Positions[item];
        var entry = new Entry(key, item);
        if (position > 0 && IsBefore(entry, _entries[(position - 1) / Arity]))
            Up(position, entry);
        else
            Down(position, entry);
    }

    public void Remove(int item)
    {
        var position = _items.Positions[item];
        _items.Positions[item] = HeapItems.Nowhere;
        var last = _entries[--Count];
        if (position == Count)
            return;
        if (position > 0 && IsBefore(last, _entries[(position - 1) / Arity]))
            Up(position, last);
        else
            Down(position, last);
    }

    public long KeyOf(int item) => _entries[_items.Positions[item]].Key;

    /// <summary>How many items come before one that is in the heap. Looks at those and their children only.</summary>
    public int CountBefore(int item)
    {
        var entry = _entries[_items.Positions[item]];
        var count = 0;
        var open = new Stack<int>([0]);
        while (open.TryPop(out var position))
        {
            if (position >= Count || !IsBefore(_entries[position], entry))
                continue;
            count++;
            for (var child = 1; child <= Arity; child++)
                open.Push((position * Arity) + child);
        }

        return count;
    }

    public IndexedHeap Clone(HeapItems items) => new(this, items);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsBefore(in Entry left, in Entry right)
    {
        var difference = unchecked(left.Key - right.Key);
        return difference < 0 || (difference == 0 && _items.Ties[left.Item] < _items.Ties[right.Item]);
    }

    private void Up(int position, Entry entry)
    {
        var entries = _entries;
        var positions = _items.Positions;
        while (position > 0)
        {
            var parent = (position - 1) / Arity;
            if (!IsBefore(entry, entries[parent]))
                break;
            entries[position] = entries[parent];
            positions[entries[position].Item] = position;
            position = parent;
        }

        entries[position] = entry;
        positions[entry.Item] = position;
    }

    private void Down(int position, Entry entry)
    {
        var entries = _entries;
        var positions = _items.Positions;
        while (true)
        {
            var first = (position * Arity) + 1;
            if (first >= Count)
                break;
            if (first >= FarFrom)
                PrefetchBelow(first);
            var least = first + (first + Arity <= Count ? LeastOfFour(entries.AsSpan(first, Arity)) : LeastOf(entries.AsSpan(first, Count - first)));
            if (!IsBefore(entries[least], entry))
                break;
            entries[position] = entries[least];
            positions[entries[position].Item] = position;
            position = least;
        }

        entries[position] = entry;
        positions[entry.Item] = position;
    }

    /// <summary>While the least of four is found, the children of all four come: they are side by side, too.</summary>
    private void PrefetchBelow(int first)
    {
        var below = (first * Arity) + 1;
        if (below + (Arity * Arity) <= _entries.Length)
            Prefetch.Of(ref _entries[below], Arity * Arity);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int LeastOfFour(ReadOnlySpan<Entry> four)
    {
        unchecked
        {
            var second = four[1].Key - four[0].Key;
            var fourth = four[3].Key - four[2].Key;
            var left = four[0].Key + (second & (second >> 63));
            var right = four[2].Key + (fourth & (fourth >> 63));
            var between = right - left;
            if (second == 0 || fourth == 0 || between == 0)
                return LeastOf(four);
            var inLeft = (int)((ulong)second >> 63);
            var inRight = 2 + (int)((ulong)fourth >> 63);
            return inLeft + ((inRight - inLeft) & (int)(between >> 63));
        }
    }

    private int LeastOf(ReadOnlySpan<Entry> some)
    {
        var least = 0;
        for (var i = 1; i < some.Length; i++)
        {
            if (IsBefore(some[i], some[least]))
                least = i;
        }

        return least;
    }

    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Entry(long Key, int Item);
}
