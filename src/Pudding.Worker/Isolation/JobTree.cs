using System.Runtime.Versioning;

namespace Pudding.Worker.Isolation;

/// <summary>Removes what a job has left, as far as whoever calls may.</summary>
[UnsupportedOSPlatform("windows")]
internal static class JobTree
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Everything in a directory.</summary>
    public static void Empty(string directory)
    {
        foreach (var entry in EntriesOf(directory))
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

            // What a directory holds can be removed only when the directory can be written to: module caches make theirs read-only.
            File.SetUnixFileMode(path, OwnerOnly);
            Empty(path);
            Directory.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // a mount, or gone meanwhile; the user that it belongs to is nobody's
        }
    }

    private static IReadOnlyList<string> EntriesOf(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
