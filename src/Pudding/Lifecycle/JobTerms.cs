using Pudding.Jobs;

namespace Pudding.Lifecycle;

/// <summary>What was agreed when a job was enqueued and decides how it goes on.</summary>
/// <param name="Id">Names the job.</param>
/// <param name="MaxAttempts">How often it is tried when its handler reports failure.</param>
/// <param name="MaxInfrastructureLosses">How often it may be lost with its worker; once more, and it fails.</param>
/// <param name="Timeout">How long one attempt may run.</param>
/// <param name="Backoff">How long it waits before another attempt.</param>
public readonly record struct JobTerms(JobId Id, int MaxAttempts, int MaxInfrastructureLosses, TimeSpan Timeout, RetryBackoff Backoff);
