namespace Pudding.Logs;

/// <summary>What became of a piece of a log.</summary>
/// <param name="Status">What happened.</param>
/// <param name="NextOffset">Where the next piece of the attempt begins.</param>
public readonly record struct LogAppendResult(LogAppendStatus Status, long NextOffset);
