namespace Pudding.TestSupport;

/// <summary>The checkout that the running tests were built from.</summary>
public static class Repository
{
    private const string Marker = "Pudding.sln";

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file or folder, given its path from the root.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>The path of a source file from the root, given what the compiler says of it: the place where it was built, or, in a build for
    /// release, <c>/_/</c> and the path from the root.</summary>
    internal static string FromCompiler(string callerFilePath)
    {
        const string mapped = "/_/";
        var path = callerFilePath.Replace('\\', '/');
        return path.StartsWith(mapped, StringComparison.Ordinal)
            ? path[mapped.Length..]
            : Path.GetRelativePath(Root, callerFilePath).Replace('\\', '/');
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds {Marker}: run the tests from where they were built.");
    }
}
