namespace Pudding.Scheduling.Trees;

/// <summary>What heaps keep of each item, by its number: an item is in one heap at most.</summary>
/// <remarks>Apart from the items themselves, because moving an item in a heap writes its position, and positions alone fit into the cache.</remarks>
internal sealed class HeapItems
{
    public const int Nowhere = -1;

    private int[] _positions;
    private long[] _ties;

    public HeapItems(int capacity)
    {
        _positions = new int[capacity];
        _ties = new long[capacity];
        Array.Fill(_positions, Nowhere);
    }

    private HeapItems(HeapItems other)
    {
        _positions = [.. other._positions];
        _ties = [.. other._ties];
    }

    /// <summary>Where each item stands in its heap; <see cref="Nowhere"/> while it is in none.</summary>
    public int[] Positions => _positions;

    /// <summary>Decides between equal keys, least first. To be changed only while the item is in no heap, or right before it is updated.</summary>
    public long[] Ties => _ties;

    public void Resize(int capacity)
    {
        var before = _positions.Length;
        Array.Resize(ref _positions, capacity);
        Array.Resize(ref _ties, capacity);
        _positions.AsSpan(before).Fill(Nowhere);
    }

    public HeapItems Clone() => new(this);
}
