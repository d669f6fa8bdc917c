using CsCheck;
using Pudding.Scheduling.Trees;

namespace Pudding.Tests.Scheduling.Trees;

/// <summary>The heap against a list that is sorted whenever it is looked at.</summary>
public sealed class IndexedHeapTests
{
    private const int Items = 60;

    private static readonly Gen<(int Kind, int Item, int Key)[]> Steps = Gen.Select(Gen.Int[0, 9], Gen.Int[0, Items - 1], Gen.Int[0, 12]).Array[0, 300];

    [Theory]
    [InlineData(0, 1)]
    [InlineData(long.MaxValue - 3, 1)]
    [InlineData(0, long.MaxValue / 16)]
    public void The_first_is_the_least_by_key_then_by_tie(long from, long width) => Steps.Sample(
        steps =>
        {
            var items = new HeapItems(Items);
            var heap = new IndexedHeap(items);
            var known = new Dictionary<int, (long Key, long Tie)>();
            foreach (var (kind, item, much) in steps)
            {
                var key = unchecked(from + (much * width));
                if (kind < 2 && known.Remove(item))
                {
                    heap.Remove(item);
                }
                else if (known.ContainsKey(item))
                {
                    items.Ties[item] = kind % 3;
                    heap.Update(item, key);
                    known[item] = (key, kind % 3);
                }
                else
                {
                    items.Ties[item] = kind % 3;
                    heap.Insert(item, key);
                    known[item] = (key, kind % 3);
                }

                Check(heap, items, known, from, item);
            }
        },
        iter: 50);

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        var items = new HeapItems(8);
        var heap = new IndexedHeap(items);
        for (var i = 0; i < 8; i++)
            heap.Insert(i, i);
        var copied = items.Clone();
        var copy = heap.Clone(copied);

        heap.Remove(0);
        heap.Update(7, -1);
        items.Ties[1] = 5;

        Assert.Equal((7, 7), (heap.Count, heap.First));
        Assert.Equal((8, 0), (copy.Count, copy.First));
        Assert.Equal(7, copy.KeyOf(7));
        Assert.Equal(0, copied.Ties[1]);
        Assert.NotEqual(HeapItems.Nowhere, copied.Positions[0]);
    }

    [Fact]
    public void New_items_are_nowhere_and_old_ones_stay_where_they_are()
    {
        var items = new HeapItems(2);
        var heap = new IndexedHeap(items);
        heap.Insert(1, 5);
        items.Resize(4);

        Assert.Equal([HeapItems.Nowhere, 0, HeapItems.Nowhere, HeapItems.Nowhere], items.Positions);
        Assert.Equal(4, items.Ties.Length);
        heap.Insert(3, 4);
        Assert.Equal((3, 4L), (heap.First, heap.FirstKey));
    }

    [Fact]
    public void The_runners_up_are_those_of_which_one_is_next()
    {
        var heap = new IndexedHeap(new HeapItems(8));
        Assert.Equal(0, heap.RunnersUp.Length);
        for (var i = 0; i < 8; i++)
        {
            heap.Insert(i, i);
            Assert.Equal(Math.Min(4, i), heap.RunnersUp.Length);
        }

        Assert.Equal(1, heap.RunnersUp.ToArray().MinBy(static entry => entry.Key).Item);
    }

    private static void Check(IndexedHeap heap, HeapItems items, Dictionary<int, (long Key, long Tie)> known, long from, int touched)
    {
        Assert.Equal(known.Count, heap.Count);
        var sorted = known.OrderBy(entry => unchecked((ulong)(entry.Value.Key - from))).ThenBy(static entry => entry.Value.Tie).ToList();
        for (var item = 0; item < Items; item++)
        {
            Assert.Equal(known.ContainsKey(item), items.Positions[item] != HeapItems.Nowhere);
            if (!known.TryGetValue(item, out var own))
                continue;
            Assert.Equal(own.Key, heap.KeyOf(item));
            if (item == touched)
                Assert.Equal(sorted.FindIndex(other => other.Value == own), heap.CountBefore(item));
        }

        if (known.Count == 0)
            return;
        Assert.Equal(sorted[0].Value, known[heap.First]);
        Assert.Equal(sorted[0].Value.Key, heap.FirstKey);
    }
}
