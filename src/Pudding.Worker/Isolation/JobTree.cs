using System.Runtime.Versioning;

namespace Pudding.Worker.Isolation;

/// <summary>Removes what a job has left, as far as whoever calls may.</summary>
[UnsupportedOSPlatform("windows")]
internal static class JobTree
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Everything in a directory, which must be writable for that: module caches make theirs read-only.</summary>
    public static void Empty(string directory)
    {
        foreach (var entry in Open(directory))
            Remove(entry);
    }

    public static void Remove(string path)
    {
        try
        {
            if (!Directory.Exists(path) || new DirectoryInfo(path).LinkTarget is not null)
            {
                File.Delete(path);
                return;
            }

            Empty(path);
            Directory.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // a mount, or gone meanwhile; the user that it belongs to is nobody's
        }
    }

    private static IReadOnlyList<string> Open(string directory)
    {
        try
        {
            File.SetUnixFileMode(directory, OwnerOnly);
            return [.. Directory.EnumerateFileSystemEntries(directory)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
