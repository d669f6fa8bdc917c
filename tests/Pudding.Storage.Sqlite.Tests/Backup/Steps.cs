namespace Pudding.Storage.Sqlite.Tests.Backup;

/// <summary>Hears of progress at once.</summary>
internal sealed class Steps(Action? heard = null) : IProgress<BackupProgress>
{
    public List<BackupProgress> All { get; } = [];

    public void Report(BackupProgress value)
    {
        All.Add(value);
        heard?.Invoke();
    }
}
