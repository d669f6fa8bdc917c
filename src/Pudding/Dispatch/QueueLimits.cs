using Pudding.Policies;
using Pudding.Scheduling;

namespace Pudding.Dispatch;

/// <summary>Which queues may start a job: neither paused nor at their limit, what was decided and not yet claimed included.</summary>
internal sealed class QueueLimits
{
    private readonly Dictionary<QueueKey, int> _active = [];
    private Dictionary<QueueKey, QueuePolicy> _policies = [];

    public void Apply(IEnumerable<KeyValuePair<QueueKey, QueuePolicy>> policies) => _policies = policies.ToDictionary();

    public void Count(QueueKey queue, int change) => _active[queue] = _active.GetValueOrDefault(queue) + change;

    /// <summary>How many more jobs of a queue may start.</summary>
    public int RoomOf(QueueKey queue) => !_policies.TryGetValue(queue, out var policy) ? int.MaxValue
        : policy.Paused ? 0
        : Math.Max(0, (policy.MaxConcurrent ?? int.MaxValue) - _active.GetValueOrDefault(queue));

    /// <summary>Those of some queues that may start a job.</summary>
    /// <param name="queues">The queues.</param>
    /// <param name="room">At least as long.</param>
    public ReadOnlySpan<QueueKey> Open(ReadOnlySpan<QueueKey> queues, Span<QueueKey> room)
    {
        if (_policies.Count == 0)
            return queues;
        var count = 0;
        foreach (var queue in queues)
        {
            if (!_policies.TryGetValue(queue, out var policy) || policy.LetsStart(_active.GetValueOrDefault(queue)))
                room[count++] = queue;
        }

        return room[..count];
    }
}
