namespace Pudding.TestSupport;

/// <summary>A program that some tests need and that not every machine has.</summary>
/// <param name="Command">Its name.</param>
/// <param name="Install">What to install, for people.</param>
public sealed record RequiredTool(string Command, string Install)
{
    /// <summary>The PostgreSQL server. Distributions keep it out of <c>PATH</c>, one folder for each version.</summary>
    public static RequiredTool Postgres { get; } = new("postgres", "PostgreSQL (Debian, Ubuntu: postgresql)") { Folders = ["/usr/lib/postgresql/*/bin"] };

    /// <summary>A browser without a screen.</summary>
    public static RequiredTool Chromium { get; } = new("chromium", "Chromium (Debian: chromium)");

    /// <summary>Filters packets.</summary>
    public static RequiredTool Nft { get; } = new("nft", "nftables (Debian, Ubuntu: nftables)") { Folders = ["/usr/sbin"] };

    /// <summary>Checks the user data that instances boot with.</summary>
    public static RequiredTool CloudInit { get; } = new("cloud-init", "cloud-init (Debian, Ubuntu: cloud-init)");

    /// <summary>Folders to look in after <c>PATH</c>. One name may be <c>*</c>; the newest version wins.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Where the program is; <c>null</c> when it isn't.</summary>
    public string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(Folders.SelectMany(Expand))
            .Select(folder => Path.Combine(folder, Command))
            .FirstOrDefault(File.Exists);

    private static IEnumerable<string> Expand(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
            return [pattern];

        var parent = pattern[..star];
        return Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent)
                .OrderByDescending(static folder => folder.Length) // 15 is newer than 9
                .ThenByDescending(static folder => folder, StringComparer.Ordinal)
                .Select(folder => folder + pattern[(star + 1)..])
            : [];
    }
}
