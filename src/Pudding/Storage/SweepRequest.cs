namespace Pudding.Storage;

/// <summary>How to end what time has ended.</summary>
/// <param name="Epoch">The baton's epoch as the caller knows it.</param>
/// <param name="TimeoutGrace">How much longer than its time-out an attempt may run before it is taken from a worker that doesn't stop it.</param>
/// <param name="CancelGrace">How long a worker may take to confirm that a job was cancelled, before the job is taken from it.</param>
/// <param name="KeepLeases">Leases that are over are left alone this time: the store was away, and workers could not renew.</param>
public readonly record struct SweepRequest(long Epoch, TimeSpan TimeoutGrace, TimeSpan CancelGrace, bool KeepLeases = false);
