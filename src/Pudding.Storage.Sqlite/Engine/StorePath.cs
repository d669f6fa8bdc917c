namespace Pudding.Storage.Sqlite.Engine;

/// <summary>Names of files.</summary>
internal static class StorePath
{
    /// <summary>The full name of the file that links lead to: SQLite keeps its log beside that one, and so the lock has to be there.</summary>
    public static string Resolve(string path)
    {
        var file = new FileInfo(Path.GetFullPath(path));
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    /// <summary>Makes an empty file, if there is none, that nobody but this process's user may read: payloads are in it. SQLite gives what it makes beside it the same rights.</summary>
    public static void Make(string path)
    {
        if (!File.Exists(path))
            MakeNew(path);
    }

    /// <summary>The same, when there must be none.</summary>
    /// <exception cref="IOException">There is one.</exception>
    public static void MakeNew(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var made = new FileStream(path, options);
    }
}
