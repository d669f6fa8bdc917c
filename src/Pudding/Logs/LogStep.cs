namespace Pudding.Logs;

/// <summary>What a store does with a piece of a log, in this order: append the part, append the mark, keep the cursor, answer.</summary>
/// <param name="After">Where the log is from now on; equal to where it was when there is nothing to write.</param>
/// <param name="Result">The answer.</param>
/// <param name="Keep">Which of the piece's bytes are appended to what is kept; perhaps none.</param>
/// <param name="IsCut">Whether <see cref="LogCursor.CutMark"/> follows them: once in each log that is too long.</param>
public readonly record struct LogStep(LogCursor After, LogAppendResult Result, Range Keep, bool IsCut = false);
