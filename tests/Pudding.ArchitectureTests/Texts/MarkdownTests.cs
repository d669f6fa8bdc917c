using System.Text.RegularExpressions;
using Pudding.TestSupport;

namespace Pudding.ArchitectureTests.Texts;

public sealed partial class MarkdownTests
{
    private static IEnumerable<SourceFile> Pages => Tree.Texts.Where(static file => file.Path.EndsWith(".md", StringComparison.Ordinal));

    [Fact]
    public void Links_lead_somewhere() => Rule.Holds(
        "A link inside the tree leads to a file, and to a heading that is there.",
        from page in Pages
        from Match match in Link().Matches(page.Text)
        let target = match.Groups["target"].Value
        where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
        where !Leads(page, target)
        select $"{page.Path}: {target}");

    [Fact]
    public void Code_in_pages_is_code_that_is_compiled() => Rule.Holds(
        "C# in a page follows a comment <!-- snippet: file#region --> and equals that region of a file that the build compiles.",
        from page in Pages
        from Match block in CodeBlock().Matches(page.Text)
        let source = block.Groups["source"].Value
        let expected = source.Length == 0 ? null : Snippet.Read(source)
        where expected != block.Groups["code"].Value
        select source.Length == 0 ? $"{page.Path}: a block without a snippet comment" : $"{page.Path}: {source}; it is now:\n{expected}");

    private static bool Leads(SourceFile page, string target)
    {
        var parts = target.Split('#', 2);
        var path = parts[0].Length == 0 ? Repository.PathOf(page.Path) : Path.GetFullPath(Path.Combine(Repository.PathOf(page.Folder), parts[0]));
        if (parts.Length == 1 || !File.Exists(path))
            return File.Exists(path) || Directory.Exists(path);

        return File.ReadLines(path).Where(static line => line.StartsWith('#')).Select(Anchor).Contains(parts[1]);
    }

    /// <summary>The anchor that a heading gets: lower case, without punctuation, spaces as dashes.</summary>
    private static string Anchor(string heading) =>
        NotInAnchors().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)|(?:src|srcset|href)=""(?<target>[^""]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"(?:<!-- snippet: (?<source>\S+) -->\n)?```(?:csharp|cs|c#)\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotInAnchors();
}
