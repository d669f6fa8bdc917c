using Pudding.Jobs;

namespace Pudding.Storage;

/// <summary>A job that a sweep has ended or taken back.</summary>
/// <param name="Id">The job.</param>
/// <param name="State">Its state after that.</param>
/// <param name="Cause">Why.</param>
public readonly record struct SweptJob(JobId Id, JobState State, JobCause Cause);
