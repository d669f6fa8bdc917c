using System.Globalization;
using BuildFarm.Views;
using Pudding.Storage.Sqlite;

namespace BuildFarm.Farm;

/// <summary>The commands that copy a farm's database, and put a copy in its place.</summary>
internal sealed class Backups(string folder, TextWriter output, TextWriter errors, CancellationToken stop) : IProgress<BackupProgress>
{
    /// <summary>Also while the farm runs.</summary>
    public int Create(string target)
    {
        var database = FarmFolder.DatabaseOf(folder);
        if (!File.Exists(database))
            return Refuse($"There is no farm in '{Path.GetFullPath(folder)}': it is there while it runs, and after it was killed. Name its folder with --farm PATH.");
        return Try(() =>
        {
            SqliteBackup.Create(database, target, this, stop);
            output.WriteLine($"Backed up to '{Path.GetFullPath(target)}', {Words.Kilobytes(new FileInfo(target).Length)}.");
        });
    }

    /// <summary>Only while the farm doesn't run.</summary>
    public int Restore(string backup)
    {
        using var held = FarmFolder.Open(folder, out var problem);
        return held is null ? Refuse(problem) : Try(() =>
        {
            var aside = SqliteBackup.Restore(backup, held.Database, TimeProvider.System.GetUtcNow(), this, stop);
            held.ForgetBuilds();
            output.WriteLine($"Restored '{held.Database}'. The next run with the same builds and options goes on from there; jobs that ran since the backup was made run again.");
            if (aside is not null)
                output.WriteLine($"What was there before is now '{aside}'.");
        });
    }

    void IProgress<BackupProgress>.Report(BackupProgress value) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Done} of {value.Total} pages copied"));

    private int Try(Action work)
    {
        try
        {
            work();
            return ExitCode.Succeeded;
        }
        catch (SqliteStoreException exception)
        {
            return Refuse(exception.Message);
        }
        catch (OperationCanceledException)
        {
            errors.WriteLine("Interrupted: nothing was changed.");
            return ExitCode.Interrupted;
        }
    }

    private int Refuse(string why)
    {
        errors.WriteLine(why);
        return ExitCode.BadInput;
    }
}
