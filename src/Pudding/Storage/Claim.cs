using Pudding.Jobs;

namespace Pudding.Storage;

/// <summary>One job for one worker.</summary>
/// <param name="JobId">The job.</param>
/// <param name="WorkerId">The worker.</param>
/// <param name="Session">The worker's session whose heartbeat offered the slot.</param>
public readonly record struct Claim(JobId JobId, string WorkerId, long Session);
