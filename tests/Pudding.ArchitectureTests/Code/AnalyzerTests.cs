using System.Text.RegularExpressions;
using Pudding.TestSupport;

namespace Pudding.ArchitectureTests.Code;

public sealed partial class AnalyzerTests
{
    /// <summary>What keeps the library deterministic, its awaits safe in any host, its types sealed and documented, and its public surface written down.</summary>
    private static readonly string[] Kept = ["RS0030", "MA0004", "MA0053", "CS1591", "RS0016", "RS0017"];

    [Fact]
    public void Every_package_is_built_with_the_banned_symbols()
    {
        var library = File.ReadAllText(Repository.PathOf("eng", "Library.props"));

        Assert.Contains("""<PackageReference Include="Microsoft.CodeAnalysis.BannedApiAnalyzers" PrivateAssets="all" />""", library, StringComparison.Ordinal);
        Assert.Contains("""<AdditionalFiles Include="$(MSBuildThisFileDirectory)BannedSymbols.txt" />""", library, StringComparison.Ordinal);
        Assert.Contains("""<Import Project="../eng/Library.props" />""", File.ReadAllText(Repository.PathOf("src", "Directory.Build.props")), StringComparison.Ordinal);
        Assert.NotEmpty(File.ReadAllLines(Repository.PathOf("eng", "BannedSymbols.txt")));
        Rule.Holds(
            "Every project under src is built as eng/Library.props says.",
            Tree.Texts.Where(static file => file.Path.StartsWith("src/", StringComparison.Ordinal))
                .Where(static file => file.Name is "Directory.Build.props" or "Directory.Build.targets" or ".editorconfig" or ".globalconfig")
                .Where(static file => file.Path != "src/Directory.Build.props")
                .Select(static file => $"{file.Path} would take its place")
                .Concat(Tree.Projects.Where(RemovesAnAnalyzer).Select(static project => $"{project.RelativePath} removes a part of it")));
    }

    [Fact]
    public void No_rule_that_matters_is_switched_off_for_the_library() => Rule.Holds(
        "The rules " + string.Join(", ", Kept) + " hold for the whole library.",
        Tree.Texts
            .Where(static file => file.Path.StartsWith("src/", StringComparison.Ordinal) || file.Path is "Directory.Build.props" or "eng/Library.props")
            .Where(static file => !file.Path.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(static file => file.Where(static line => line.Contains("NoWarn", StringComparison.Ordinal) && Kept.Any(rule => line.Contains(rule, StringComparison.Ordinal))))
            .Concat(EditorConfigViolations()));

    [Fact]
    public void A_warning_is_silenced_only_with_a_reason() => Rule.Holds(
        "A warning is silenced only with a reason: on the same line after '//', or as a Justification.",
        from file in Tree.LibraryCode
        from Match match in Silences().Matches(file.Text)
        where !match.Value.Contains("// ", StringComparison.Ordinal) && !match.Value.Contains("Justification = \"", StringComparison.Ordinal)
        select $"{file.Path}: {match.Value}");

    private static bool RemovesAnAnalyzer(SourceProject project) =>
        project.Xml.Descendants().Any(static item => item.Name.LocalName is "PackageReference" or "AdditionalFiles" && item.Attribute("Remove") is not null)
        || project.Property("GenerateDocumentationFile") == "false"
        || project.Property("RunAnalyzers") == "false"
        || project.Property("TreatWarningsAsErrors") == "false";

    /// <summary>Severities below a warning in a section that applies to src: all but those that name other folders.</summary>
    private static IEnumerable<string> EditorConfigViolations()
    {
        var section = "";
        foreach (var line in File.ReadLines(Repository.PathOf(".editorconfig")))
        {
            if (line.StartsWith('['))
                section = line;
            var applies = !section.StartsWith("[{tests,samples,benchmarks}/", StringComparison.Ordinal);
            if (applies && Severity().Match(line) is { Success: true } match
                && Kept.Contains(match.Groups["rule"].Value) && match.Groups["level"].Value is not ("warning" or "error"))
            {
                yield return $".editorconfig {section} {line}";
            }
        }
    }

    [GeneratedRegex(@"#pragma\s+warning\s+disable.*|\[(?:assembly: )?(?:Unconditional)?SuppressMessage\([^\]]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Silences();

    [GeneratedRegex(@"^dotnet_diagnostic\.(?<rule>\w+)\.severity\s*=\s*(?<level>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Severity();
}
