using System.Security.Cryptography;

namespace Pudding.Storage.Sqlite.Tests.Support;

/// <summary>What is in a folder.</summary>
internal static class Files
{
    /// <summary>Each file's name and what is in it.</summary>
    public static Dictionary<string, string> In(TempFolder folder) =>
        Directory.GetFiles(folder.Path).ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    public static IEnumerable<string> NamesIn(TempFolder folder) => Directory.GetFiles(folder.Path).Select(file => Path.GetFileName(file)).Order();

    public static void Overwrite(string file, long at, params byte[] bytes)
    {
        using var stream = File.OpenWrite(file);
        stream.Position = at;
        stream.Write(bytes);
    }

    /// <summary>What a host leaves that was killed at this moment.</summary>
    public static void CopyAsKilled(string from, string to)
    {
        foreach (var suffix in new[] { "", "-wal" })
            File.Copy(from + suffix, to + suffix);
    }
}
