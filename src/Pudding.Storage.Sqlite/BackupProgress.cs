namespace Pudding.Storage.Sqlite;

/// <summary>How far a backup has come.</summary>
/// <param name="Done">Pages that are copied.</param>
/// <param name="Total">Pages that there are.</param>
public readonly record struct BackupProgress(int Done, int Total);
