using Microsoft.Data.Sqlite;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Schema;
using SQLitePCL;

namespace Pudding.Storage.Sqlite;

/// <summary>Backs up the file of a SQLite store, and puts a backup in its place. Needs no host: a host that has the file open goes on meanwhile.</summary>
public static class SqliteBackup
{
    /// <summary>So that a host is not kept from writing for long, and progress is seen.</summary>
    private const int PagesAtOnce = 1000;

    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>What numbers go on by when a backup is restored, and with each second since it was made: more than can have been given out since, also when it is restored again.</summary>
    private const long Gap = 1L << 32, GapOfSecond = 1L << 20;

    /// <summary>Copies the store as it is at one moment, online, into a file that is a whole store by itself.</summary>
    /// <param name="database">The store's file.</param>
    /// <param name="target">The backup; must not be there yet. Appears when it is whole: until then it is written under another name,
    /// which ends in <c>.part</c> and stays behind only when the process is killed.</param>
    /// <param name="progress">Is told now and then.</param>
    /// <param name="cancellationToken">Gives up, and removes what was written.</param>
    /// <exception cref="SqliteStoreException">The store can't be read, or the backup can't be written.</exception>
    public static void Create(string database, string target, IProgress<BackupProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var (from, to) = (Existing(database), Path.GetFullPath(target));
        if (File.Exists(to))
            throw IsThere(to);
        using var source = Open(from);
        Write(to, part => Copy(source, from, part, progress, cancellationToken));
    }

    /// <summary>Puts a backup in the place of a store's file, which is kept beside it under a name with <c>.before-restore</c> and the time in it. The host must be stopped.</summary>
    /// <param name="backup">The backup; stays as it is.</param>
    /// <param name="database">The store's file; need not be there.</param>
    /// <param name="now">The time of day, for the name of what is put aside.</param>
    /// <param name="progress">Is told now and then.</param>
    /// <param name="cancellationToken">Gives up; then the former file is as it was.</param>
    /// <returns>Where the former file is now; <c>null</c> when there was none.</returns>
    /// <remarks>Everything that happened after the backup was made is as if it had not: jobs that have run since run again. What workers still hold from that time is refused: the
    /// numbers of claims, sessions, events and hosts go on far above those that they know.</remarks>
    /// <exception cref="SqliteStoreException">The backup is damaged or not one of a store, a host has the store open, or the file can't be written. Then the former
    /// file is in its place; when it could not be put back there, the message says where it is, and no host opens the store until the restore is run again.</exception>
    public static string? Restore(
        string backup, string database, DateTimeOffset now, IProgress<BackupProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var (from, to) = (Existing(backup), StorePath.Resolve(database));
        using var source = Open(from);
        using var hostLock = Explain(to, () => HostLock.TryTake(to)) ?? throw new SqliteStoreException(
            SqliteStoreProblem.InUse, $"A host has '{to}' open. Stop it first: what it wrote would be lost under it.");
        var files = new RestoreFiles(to, now);
        return Explain(to, () =>
        {
            files.Begin();
            try
            {
                StorePath.Make(files.Part);
                Copy(source, from, files.Part, progress, cancellationToken);
                Renumber(files.Part, now);
                return files.Exchange();
            }
            finally
            {
                files.End();
            }
        });
    }

    private static Connection Open(string path) => Explain(path, () =>
    {
        // Twice, because a host that begins its log anew may be writing just that.
        if (WriteAheadLog.IsDamaged(path) && WriteAheadLog.IsDamaged(path))
            throw Problems.LogDamaged(path);
        var source = new Connection(path, readOnly: true, BusyTimeout);
        try
        {
            return Migrator.Check(source, path) > 0 ? source : throw new SqliteStoreException(SqliteStoreProblem.NotAStore, $"'{path}' is empty: no store is in it.");
        }
        catch
        {
            source.Dispose();
            throw;
        }
    });

    private static void Copy(Connection source, string from, string to, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        using var copy = new Connection(to, readOnly: false, BusyTimeout);
        using (var backup = raw.sqlite3_backup_init(copy.Inner.Handle, "main", source.Inner.Handle, "main"))
        {
            if (backup.IsInvalid)
                throw Failures.Of(raw.sqlite3_errcode(copy.Inner.Handle), copy.Inner.Handle!, "backup");

            // All of it as of one moment, though a host writes meanwhile: as long as this transaction reads, the copy never begins anew.
            Explain(from, () => source.Run("BEGIN; SELECT 1 FROM estate;"));
            CopyPages(backup, copy, from, progress, cancellationToken);
        }

        source.Run("COMMIT;");
        copy.Run("PRAGMA journal_mode = DELETE;");
        Explain(from, () => Verify(copy, from));
    }

    private static void CopyPages(sqlite3_backup backup, Connection copy, string from, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        int result;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            result = raw.sqlite3_backup_step(backup, PagesAtOnce);
            var total = raw.sqlite3_backup_pagecount(backup);
            progress?.Report(new BackupProgress(total - raw.sqlite3_backup_remaining(backup), total));
        }
        while (result == raw.SQLITE_OK);

        if (result == raw.SQLITE_DONE)
            return;
        var failure = Failures.Of(result, copy.Inner.Handle!, "backup");
        throw Failures.IsOfReading(failure) ? Problems.Explain(failure, from) : failure;
    }

    private static void Verify(Connection copy, string from)
    {
        using var said = copy.Query("PRAGMA quick_check(1)");
        if (said.Read() && said.Text(0) is var finding && finding != "ok")
            throw new SqliteStoreException(SqliteStoreProblem.Damaged, $"'{from}' is damaged, and so is what was copied from it: {finding}. Use another backup.");
    }

    private static void Renumber(string path, DateTimeOffset now)
    {
        using var copy = new Connection(path, readOnly: false, BusyTimeout);
        var age = now - Estate.Read(copy).TimeOfDay;
        var gap = Gap + (GapOfSecond * Math.Max(0, (long)age.TotalSeconds));
        copy.Execute("BEGIN");

        // Who has seen all events has missed none: there are none in the gap.
        copy.Execute("UPDATE consumer SET cursor = cursor + ?1 WHERE cursor = (SELECT event FROM estate)", gap);
        copy.Execute("UPDATE usage_state SET cursor = cursor + ?1 WHERE cursor = (SELECT event FROM estate)", gap);
        copy.Execute("UPDATE estate SET token = token + ?1, session = session + ?1, epoch = epoch + ?1, event = event + ?1, holder = NULL", gap);
        copy.Execute("COMMIT");
    }

    /// <summary>Under a name of its own until it is whole.</summary>
    private static void Write(string target, Action<string> write)
    {
        var part = $"{target}.{Path.GetRandomFileName()}.part";
        Explain(target, () =>
        {
            try
            {
                StorePath.Make(part);
                write(part);
                Publish(part, target);
            }
            finally
            {
                RestoreFiles.Remove(part);
            }
        });
    }

    /// <summary>To make the file is what only one of those does who write to the same name: to move one would overwrite.</summary>
    private static void Publish(string part, string target)
    {
        try
        {
            StorePath.MakeNew(target);
        }
        catch (IOException) when (File.Exists(target))
        {
            throw IsThere(target);
        }

        try
        {
            File.Move(part, target, overwrite: true);
        }
        catch
        {
            File.Delete(target);
            throw;
        }
    }

    private static SqliteStoreException IsThere(string target) =>
        new(SqliteStoreProblem.CannotOpen, $"'{target}' is there already. Give the backup another name, or remove that file.");

    private static string Existing(string path)
    {
        var full = Path.GetFullPath(path);
        return File.Exists(full) ? full : throw new SqliteStoreException(SqliteStoreProblem.CannotOpen, $"There is no file '{full}'.");
    }

    private static void Explain(string path, Action work) => Explain(path, () =>
    {
        work();
        return true;
    });

    private static T Explain<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException failure)
        {
            throw Problems.Explain(failure, path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Problems.Explain(failure, path);
        }
    }
}
