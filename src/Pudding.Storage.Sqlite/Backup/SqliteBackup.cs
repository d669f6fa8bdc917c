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

    /// <summary>What numbers go on by when a backup is restored: more than can have been given out since it was made.</summary>
    private const long Gap = 1L << 32;

    /// <summary>Copies the store as it is at one moment, online, into a file that is a whole store by itself.</summary>
    /// <param name="database">The store's file.</param>
    /// <param name="target">The backup; must not be there yet. Appears when it is whole: until then it is written under another name.</param>
    /// <param name="progress">Is told now and then.</param>
    /// <param name="cancellationToken">Gives up, and removes what was written.</param>
    /// <exception cref="SqliteStoreException">The store can't be read, or the backup can't be written.</exception>
    public static void Create(string database, string target, IProgress<BackupProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var (from, to) = (Existing(database), Path.GetFullPath(target));
        if (File.Exists(to))
            throw new SqliteStoreException(SqliteStoreProblem.CannotOpen, $"'{to}' is there already. Give the backup another name, or remove that file.");
        Explain(from, () =>
        {
            using var source = new Connection(from, readOnly: true, TimeSpan.FromSeconds(5));
            Migrator.Check(source, from);
            Write(to, part => Copy(source, part, progress, cancellationToken));
        });
    }

    /// <summary>Puts a backup in the place of a store's file, which is kept beside it under a name with <c>.before-restore</c> and the time in it. The host must be stopped.</summary>
    /// <param name="backup">The backup; stays as it is.</param>
    /// <param name="database">The store's file; need not be there.</param>
    /// <param name="now">The time of day, for the name of what is put aside.</param>
    /// <param name="progress">Is told now and then.</param>
    /// <param name="cancellationToken">Gives up; then nothing was changed.</param>
    /// <returns>Where the former file is now; <c>null</c> when there was none.</returns>
    /// <remarks>Everything that happened after the backup was made is as if it had not: jobs that have run since run again. What workers still hold from that time is refused: the
    /// numbers of claims, sessions, events and hosts go on far above those that they know.</remarks>
    /// <exception cref="SqliteStoreException">The backup is damaged or not one of a store, a host has the store open, or the file can't be written. Nothing was changed.</exception>
    public static string? Restore(
        string backup, string database, DateTimeOffset now, IProgress<BackupProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var (from, to) = (Existing(backup), Path.GetFullPath(database));
        string? aside = null;
        Explain(to, () =>
        {
            using var hostLock = HostLock.TryTake(to) ?? throw new SqliteStoreException(
                SqliteStoreProblem.InUse, $"A host has '{to}' open. Stop it first: what it wrote would be lost under it.");
            Write(to + ".restoring", part =>
            {
                using (var source = new Connection(from, readOnly: true, TimeSpan.FromSeconds(5)))
                {
                    Migrator.Check(source, from);
                    Copy(source, part, progress, cancellationToken);
                }

                Renumber(part);
            });
            aside = PutAside(to, now);
            File.Move(to + ".restoring", to);
        });
        return aside;
    }

    private static void Copy(Connection source, string target, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        using var copy = new Connection(target, readOnly: false, TimeSpan.FromSeconds(5));
        using var backup = raw.sqlite3_backup_init(copy.Inner.Handle, "main", source.Inner.Handle, "main");
        if (backup.IsInvalid)
            SqliteException.ThrowExceptionForRC(raw.sqlite3_errcode(copy.Inner.Handle), copy.Inner.Handle);

        // All of it as of one moment, though a host writes meanwhile: as long as this transaction reads, the copy never begins anew.
        source.Run("BEGIN; SELECT 1 FROM estate;");
        int result;
        while ((result = raw.sqlite3_backup_step(backup, PagesAtOnce)) == raw.SQLITE_OK)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var total = raw.sqlite3_backup_pagecount(backup);
            progress?.Report(new BackupProgress(total - raw.sqlite3_backup_remaining(backup), total));
        }

        if (result != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(result, copy.Inner.Handle);
        source.Run("COMMIT;");
        raw.sqlite3_backup_finish(backup);
        copy.Run("PRAGMA journal_mode = DELETE;");
        Verify(copy, target);
    }

    private static void Verify(Connection copy, string path)
    {
        using var said = copy.Query("PRAGMA quick_check(1)");
        if (said.Read() && said.Text(0) is var finding && finding != "ok")
            throw new SqliteStoreException(SqliteStoreProblem.Damaged, $"What was copied to '{path}' is damaged, so what it was copied from is: {finding}. Use another backup.");
    }

    private static void Renumber(string path)
    {
        using var copy = new Connection(path, readOnly: false, TimeSpan.FromSeconds(5));
        copy.Execute("UPDATE estate SET token = token + ?1, session = session + ?1, epoch = epoch + ?1, event = event + ?1, holder = NULL", Gap);
    }

    /// <summary>Under another name until it is whole.</summary>
    private static void Write(string target, Action<string> write)
    {
        var part = target + ".part";
        File.Delete(part);
        try
        {
            write(part);
            File.Move(part, target);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static string? PutAside(string database, DateTimeOffset now)
    {
        if (!File.Exists(database))
            return null;
        var aside = $"{database}.before-restore-{now:yyyyMMdd-HHmmss}";
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            if (File.Exists(database + suffix))
                File.Move(database + suffix, aside + suffix);
        }

        return aside;
    }

    private static string Existing(string path)
    {
        var full = Path.GetFullPath(path);
        return File.Exists(full) ? full : throw new SqliteStoreException(SqliteStoreProblem.CannotOpen, $"There is no file '{full}'.");
    }

    private static void Explain(string path, Action work)
    {
        try
        {
            work();
        }
        catch (SqliteException failure)
        {
            throw Problems.Explain(failure, path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SqliteStoreException(SqliteStoreProblem.ReadOnly, failure.Message, failure);
        }
    }
}
