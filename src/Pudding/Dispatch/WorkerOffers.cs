using Pudding.Scheduling;
using Pudding.Storage;

namespace Pudding.Dispatch;

/// <summary>The free slots that heartbeats have signalled.</summary>
/// <param name="validFor">A worker that has been silent for longer is given nothing.</param>
internal sealed class WorkerOffers(TimeSpan validFor)
{
    private readonly Dictionary<string, Offer> _offers = new(StringComparer.Ordinal);

    public bool IsEmpty => _offers.Count == 0;

    /// <summary>Replaces the offers by what the store says of the workers.</summary>
    public void Read(IReadOnlyList<WorkerCell> cells, Window window)
    {
        _offers.Clear();
        foreach (var cell in cells)
        {
            if (cell.Offered > 0 && cell.Session != 0 && cell.SilentFor <= validFor)
            {
                _offers[cell.WorkerId] = new Offer(cell.WorkerId, cell.Session, [.. cell.Queues.Select(window.Queue)])
                {
                    Free = cell.Offered,
                };
            }
        }
    }

    public void Withdraw(string worker) => _offers.Remove(worker);

    public void Clear() => _offers.Clear();

    /// <summary>Fills free slots, one after the other, each time of the worker that has most of them: work is spread.</summary>
    public List<Decision> Decide(Window window, TimeSpan now, int maxClaims)
    {
        var decisions = new List<Decision>();
        var open = new PriorityQueue<Offer, (int, string)>();
        foreach (var offer in _offers.Values)
            open.Enqueue(offer, Place(offer));

        while (decisions.Count < maxClaims && open.TryDequeue(out var offer, out _))
        {
            // A worker for whose queues nothing is eligible is done for this round.
            if (!window.TryStart(offer.Queues, now, out var job))
                continue;
            decisions.Add(new Decision(job, offer.WorkerId, offer.Session));
            if (--offer.Free > 0)
                open.Enqueue(offer, Place(offer));
            else
                _offers.Remove(offer.WorkerId);
        }

        return decisions;
    }

    private static (int Fullness, string WorkerId) Place(Offer offer) => (-offer.Free, offer.WorkerId);

    private sealed record Offer(string WorkerId, long Session, QueueKey[] Queues)
    {
        public int Free { get; set; }
    }
}
