namespace Pudding.Recovery;

/// <summary>How far a recovery is.</summary>
/// <param name="Matched">How many jobs fitted the query when it began.</param>
/// <param name="Done">How many were acted on so far.</param>
/// <param name="Skipped">How many were left alone so far.</param>
public readonly record struct RecoveryProgress(long Matched, long Done, long Skipped);
