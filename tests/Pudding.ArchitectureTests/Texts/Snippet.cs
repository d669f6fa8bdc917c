using Pudding.TestSupport;

namespace Pudding.ArchitectureTests.Texts;

/// <summary>A piece of a source file that a page shows: what stands between <c>// snippet: name</c> and <c>// end snippet</c>, moved to the margin; pieces
/// of the same name are joined by an empty line.</summary>
internal static class Snippet
{
    /// <summary>Reads <c>file#name</c>.</summary>
    public static string Read(string source)
    {
        var parts = source.Split('#', 2);
        var pieces = new List<List<string>>();
        List<string>? piece = null;
        foreach (var line in File.ReadAllText(Repository.PathOf(parts[0])).ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.Trim() == $"// snippet: {parts[1]}")
                pieces.Add(piece = []);
            else if (line.Trim() == "// end snippet")
                piece = null;
            else
                piece?.Add(line);
        }

        return string.Join('\n', pieces.Select(ToMargin));
    }

    private static string ToMargin(List<string> lines)
    {
        var margin = lines.Where(static line => line.Length > 0).Select(static line => line.Length - line.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Concat(lines.Select(line => (line.Length == 0 ? "" : line[margin..]) + "\n"));
    }
}
