namespace Pudding.Storage.Sqlite.Logs;

/// <summary>What is known of a job's log.</summary>
/// <param name="Token">The newest claim that has written.</param>
/// <param name="Next">How far that one has come.</param>
/// <param name="Length">How long the whole is, all attempts joined.</param>
/// <param name="IsCut">Whether the rest was dropped.</param>
/// <param name="WasForgotten">Whether it was forgotten while the job is still known.</param>
internal readonly record struct LogRow(long Token, long Next, long Length, bool IsCut, bool WasForgotten);
