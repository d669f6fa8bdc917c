using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Pudding.Jobs;

namespace Pudding.Storage.InMemory.Jobs;

/// <summary>Every job, by id and in the order of enqueueing; and those that occupy a slot.</summary>
internal sealed class JobTable
{
    private readonly Dictionary<JobId, JobRecord> _byId = [];
    private readonly List<JobRecord> _inOrder = [];
    private readonly Dictionary<string, int> _activeInQueue = new(StringComparer.Ordinal);
    private int _forgotten;
    private long _sequence;

    /// <summary>Jobs that are assigned or running.</summary>
    public HashSet<JobRecord> Active { get; } = [];

    public long NextSequence() => ++_sequence;

    public void Add(JobRecord record)
    {
        _byId.Add(record.Id, record);
        _inOrder.Add(record);
    }

    public JobRecord? Find(JobId id) => _byId.GetValueOrDefault(id);

    public bool TryFind(JobId id, [NotNullWhen(true)] out JobRecord? record) => _byId.TryGetValue(id, out record);

    public void Activate(JobRecord record)
    {
        Active.Add(record);
        CollectionsMarshal.GetValueRefOrAddDefault(_activeInQueue, record.Request.Queue, out _)++;
    }

    public void Deactivate(JobRecord record)
    {
        Active.Remove(record);
        _activeInQueue[record.Request.Queue]--;
    }

    public int ActiveIn(string queue) => _activeInQueue.GetValueOrDefault(queue);

    public void Forget(JobRecord record)
    {
        _byId.Remove(record.Id);
        record.IsForgotten = true;
        if (++_forgotten < 1024 || _forgotten * 2 < _inOrder.Count)
            return;
        _inOrder.RemoveAll(static job => job.IsForgotten);
        _forgotten = 0;
    }

    /// <summary>Jobs after a place in the order.</summary>
    public IEnumerable<JobRecord> After(long sequence)
    {
        for (var i = PlaceAfter(sequence); i < _inOrder.Count; i++)
        {
            if (!_inOrder[i].IsForgotten)
                yield return _inOrder[i];
        }
    }

    private int PlaceAfter(long sequence)
    {
        var (low, high) = (0, _inOrder.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_inOrder[middle].Sequence <= sequence)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
