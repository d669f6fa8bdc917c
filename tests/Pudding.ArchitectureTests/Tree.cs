using System.Reflection;
using Pudding.TestSupport;

namespace Pudding.ArchitectureTests;

/// <summary>The files, projects and assemblies that the rules look at.</summary>
internal static class Tree
{
    private static readonly HashSet<string> NotOurs = new(StringComparer.Ordinal)
    {
        ".git", ".vs", ".idea", "artifacts", "bin", "obj", "node_modules", "TestResults", "__mismatch__", "BenchmarkDotNet.Artifacts",
    };

    private static readonly string[] ReadByPeople =
        [".cs", ".csproj", ".props", ".targets", ".sln", ".md", ".svg", ".json", ".yml", ".yaml", ".sh", ".sql", ".txt", ".config", ".css", ".js", ".html", ".editorconfig", ".globalconfig", ""];

    /// <summary>Every file that people edit, as text.</summary>
    public static IReadOnlyList<SourceFile> Texts { get; } =
        [.. Files(Repository.Root).Where(static path => ReadByPeople.Contains(Path.GetExtension(path))).Select(SourceFile.Read)];

    /// <summary>Every C# file.</summary>
    public static IEnumerable<SourceFile> Code => Texts.Where(static file => file.Path.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>The C# files of the packages.</summary>
    public static IEnumerable<SourceFile> LibraryCode => Code.Where(static file => file.Path.StartsWith("src/", StringComparison.Ordinal));

    /// <summary>The projects under src.</summary>
    public static IReadOnlyList<SourceProject> Projects { get; } =
        [.. Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .Where(static path => !path.Contains("/artifacts/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(static path => new SourceProject(path))];

    /// <summary>The assemblies of the projects under src.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
        [.. Projects.Select(static project => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, project.AssemblyName + ".dll")))];

    /// <summary>The types that people wrote in those assemblies.</summary>
    public static IEnumerable<Type> Types => Assemblies.SelectMany(static assembly => assembly.GetTypes()).Where(static type => type.IsHandWritten());

    private static IEnumerable<string> Files(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
            yield return file;
        foreach (var below in Directory.EnumerateDirectories(folder).Where(static path => !NotOurs.Contains(Path.GetFileName(path))))
        {
            foreach (var file in Files(below))
                yield return file;
        }
    }
}
