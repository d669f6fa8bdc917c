namespace Pudding.Pools;

/// <summary>Looks at the pools of this host, and steers them. Thread-safe.</summary>
public interface IPoolControl
{
    /// <summary>Every pool as of its last round; nothing but names on a host that doesn't schedule.</summary>
    IReadOnlyList<PoolStatus> Pools { get; }

    /// <summary>Lets every instance of a pool go as soon as it has no job, and launches no more on this host. For a demonstration, a test, or the end of a farm: a host that stops leaves its
    /// instances running, for the next one to find.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="cancellationToken">Ends the wait; the pool goes on emptying.</param>
    /// <exception cref="ArgumentException">There is no such pool.</exception>
    /// <exception cref="InvalidOperationException">This host doesn't schedule: the pool is another host's business.</exception>
    Task EmptyAsync(string pool, CancellationToken cancellationToken = default);
}
