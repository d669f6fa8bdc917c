using Pudding.TestSupport;

namespace Pudding.ArchitectureTests.Texts;

/// <summary>A piece of a source file that a page shows: the lines between <c>// snippet: name</c> and <c>// end snippet</c>, moved to the margin.</summary>
internal static class Snippet
{
    /// <summary>Reads <c>file#region</c>.</summary>
    public static string Read(string source)
    {
        var parts = source.Split('#', 2);
        var region = File.ReadAllText(Repository.PathOf(parts[0])).ReplaceLineEndings("\n").Split('\n')
            .SkipWhile(line => line.Trim() != $"// snippet: {parts[1]}")
            .Skip(1)
            .TakeWhile(static line => line.Trim() != "// end snippet")
            .ToList();
        var margin = region.Where(static line => line.Length > 0).Select(static line => line.Length - line.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Concat(region.Select(line => (line.Length == 0 ? "" : line[margin..]) + "\n"));
    }
}
