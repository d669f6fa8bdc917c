namespace Pudding.Lifecycle;

/// <summary>A job's newest time on a worker, for the events about its end.</summary>
/// <param name="WorkerId">The worker.</param>
/// <param name="InstanceId">The worker's instance, if any.</param>
/// <param name="Attempt">The attempt that begins, runs, or has run; 0 when none has begun.</param>
/// <param name="HeldFor">How long it has occupied its slot, from the claim on, by the store's monotonic clock.</param>
/// <param name="StartedAt">When its attempt began, by the store's clock; none when it did not.</param>
/// <param name="RanFor">How long its attempt ran, as its worker says; none when the worker did not say.</param>
public readonly record struct JobRun(
    string? WorkerId, string? InstanceId, int Attempt = 0, TimeSpan? HeldFor = null, DateTimeOffset? StartedAt = null, TimeSpan? RanFor = null);
