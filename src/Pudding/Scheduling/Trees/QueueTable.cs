namespace Pudding.Scheduling.Trees;

/// <summary>The queues by name.</summary>
internal sealed class QueueTable
{
    private readonly Dictionary<string, int> _indexes;
    private QueueState[] _queues;

    public QueueTable()
    {
        _indexes = new Dictionary<string, int>(StringComparer.Ordinal);
        _queues = new QueueState[4];
    }

    private QueueTable(QueueTable other)
    {
        _indexes = new Dictionary<string, int>(other._indexes, StringComparer.Ordinal);
        _queues = [.. other._queues];
        Count = other.Count;
    }

    public int Count { get; private set; }

    public ref QueueState this[int index] => ref _queues[index];

    public bool Contains(QueueKey key) => (uint)key.Index < (uint)Count;

    public int Find(string name) => _indexes.GetValueOrDefault(name, QueueNode.None);

    public int Add(string name, int root, TimeSpan runtime)
    {
        if (Count == _queues.Length)
            Array.Resize(ref _queues, Count * 2);
        var index = Count++;
        _indexes.Add(name, index);
        _queues[index] = new QueueState { Name = name, Root = root, Runtime = new RuntimeMean { Ticks = runtime.Ticks } };
        return index;
    }

    public QueueTable Clone() => new(this);
}
