namespace Pudding.Storage;

/// <summary>Forgets what is old, so that a store doesn't grow for ever. The obligations of <see cref="IJobStore"/> apply.</summary>
public interface IRetentionStore
{
    /// <summary>Forgets what is older than asked for, a part of it at a time: groups whose jobs are all over, whole, with their logs and idempotency keys; logs; events, but none
    /// that a consumer with a cursor has not read. Refused (nothing done) when the epoch is not the baton's newest.</summary>
    /// <returns>How much was forgotten, and whether there is more.</returns>
    ValueTask<PruneResult> PruneAsync(PruneRequest request, CancellationToken cancellationToken);
}
