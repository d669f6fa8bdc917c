using Pudding.Jobs;

namespace Pudding.Workers;

/// <summary>One worker's time-limited right to one job.</summary>
/// <param name="JobId">The job.</param>
/// <param name="FencingToken">Ascends with every claim in a store. What quotes an older token than the job's newest is refused: a worker that was
/// presumed dead can't overwrite what its successor does.</param>
public readonly record struct LeaseKey(JobId JobId, long FencingToken);
