using Pudding.TestSupport;

namespace Pudding.ArchitectureTests;

/// <summary>A file of the tree.</summary>
/// <param name="Path">From the root, with slashes.</param>
/// <param name="Text">What it holds.</param>
internal sealed record SourceFile(string Path, string Text)
{
    public string[] Lines { get; } = Text.TrimEnd('\n').Split('\n');

    public string Name => System.IO.Path.GetFileName(Path);

    public string Folder => System.IO.Path.GetDirectoryName(Path)!.Replace('\\', '/');

    /// <summary>The lines for which a condition holds, each as <c>path:number: text</c>.</summary>
    public IEnumerable<string> Where(Func<string, bool> condition) =>
        Lines.Index().Where(line => condition(line.Item)).Select(line => $"{Path}:{line.Index + 1}: {line.Item.Trim()}");

    public static SourceFile Read(string fullPath) =>
        new(System.IO.Path.GetRelativePath(Repository.Root, fullPath).Replace('\\', '/'), File.ReadAllText(fullPath).ReplaceLineEndings("\n"));
}
