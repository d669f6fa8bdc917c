using System.Globalization;

namespace Pudding.Storage.Sqlite.Engine;

/// <summary>The files of a restore, for who has the <see cref="HostLock"/>. At each moment they tell how far it came: one that was killed is known and can be undone.</summary>
internal sealed class RestoreFiles(string database, DateTimeOffset now)
{
    private const string Restoring = ".restoring-", Former = ".before-restore-";

    private readonly string _stamp = now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);

    /// <summary>What is restored, until it is whole and in its place.</summary>
    public string Part => database + Restoring + _stamp;

    private string Aside => database + Former + _stamp;

    /// <summary>Whether a restore was killed between its moves: what is there without the rest is not the store.</summary>
    public static bool IsInterrupted(string database) => Stamps(database).Any(stamp => IsApart(database, database + Former + stamp));

    /// <summary>Undoes what a killed restore has left, and looks whether the names are free.</summary>
    public void Begin()
    {
        foreach (var stamp in Stamps(database))
        {
            if (IsApart(database, database + Former + stamp))
                PutBack(database + Former + stamp);
            Remove(database + Restoring + stamp);
        }

        if (File.Exists(Aside) || File.Exists(Aside + "-wal"))
            throw new SqliteStoreException(SqliteStoreProblem.CannotOpen, $"'{Aside}' is there already: a backup was restored in this very second. Do it again in the next.");
    }

    /// <summary>Puts the former files aside and the part in their place; when that fails, the former files are put back.</summary>
    /// <returns>Where the former file is; <c>null</c> when there was none.</returns>
    public string? Exchange()
    {
        try
        {
            foreach (var suffix in new[] { "-wal", "-shm", "" }) // the database last: a log without one would be taken for that of the next
                MoveIfThere(database + suffix, Aside + suffix);
            if (WriteAheadLog.Exists(database))
                throw new IOException($"'{database}-wal' has appeared meanwhile: another program has the database open.");
            File.Move(Part, database);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            UndoAfter(failure);
            throw;
        }

        return File.Exists(Aside) ? Aside : null;
    }

    /// <summary>Removes the part, unless it is what tells that files are still put aside.</summary>
    public void End()
    {
        if (!IsApart(database, Aside))
            Remove(Part);
    }

    /// <summary>Removes a file that isn't whole yet, with what SQLite has made beside it.</summary>
    public static void Remove(string part)
    {
        foreach (var suffix in new[] { "", "-journal", "-wal", "-shm" })
            File.Delete(part + suffix);
    }

    private void UndoAfter(Exception failure)
    {
        try
        {
            PutBack(Aside);
        }
        catch (Exception second) when (second is IOException or UnauthorizedAccessException)
        {
            throw new SqliteStoreException(
                SqliteStoreProblem.Other,
                $"The backup could not be put in the place of '{database}', and the former files could not be put back: they are those whose names begin with '{Aside}'. "
                + $"Remove the cause and restore again, or rename them back. ({failure.Message} {second.Message})",
                failure);
        }
    }

    /// <summary>The database first: without its log it is known as what it is, by the part.</summary>
    private void PutBack(string aside)
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" })
            MoveIfThere(aside + suffix, database + suffix);
    }

    private static bool IsApart(string database, string aside) => File.Exists(aside) ? !File.Exists(database) : File.Exists(aside + "-wal");

    private static void MoveIfThere(string from, string to)
    {
        if (File.Exists(from))
            File.Move(from, to);
    }

    private static List<string> Stamps(string database)
    {
        var prefix = Path.GetFileName(database) + Restoring;
        return [.. Directory.EnumerateFiles(Path.GetDirectoryName(database)!, prefix + "*").Select(file => Path.GetFileName(file)[prefix.Length..])];
    }
}
