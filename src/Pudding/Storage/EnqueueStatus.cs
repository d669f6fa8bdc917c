namespace Pudding.Storage;

/// <summary>What became of an enqueue.</summary>
public enum EnqueueStatus
{
    /// <summary>The group is written.</summary>
    Enqueued = 1,

    /// <summary>The same request was written before, under the same idempotency key.</summary>
    AlreadyEnqueued = 2,

    /// <summary>Refused: another request was written before, under the same idempotency key.</summary>
    KeyInUse = 3,

    /// <summary>Refused: only the leaves of the tenant tree hold jobs, and a tenant of the request would be both.</summary>
    TenantNotLeaf = 4,

    /// <summary>Refused: the id of the group, or of one of its jobs, belongs to another request, or is there twice.</summary>
    IdInUse = 5,
}
