using System.Text.RegularExpressions;

namespace Pudding.ArchitectureTests.Code;

public sealed partial class NamespaceTests
{
    [Fact]
    public void The_namespace_is_the_folder() => Rule.Holds(
        "The namespace is the folder, so that folders tell what the library does. (Extensions of Microsoft's types live where their callers already have a using.)",
        from file in Tree.LibraryCode
        let declared = Namespace().Match(file.Text).Groups["name"].Value
        where !IsTopLevelProgram(file, declared)
        where !IsHostExtension(file, declared)
        let expected = file.Folder["src/".Length..].Replace('/', '.')
        where declared != expected
        select $"{file.Path}: '{declared}', expected '{expected}'");

    private static bool IsTopLevelProgram(SourceFile file, string declared) => file.Name == "Program.cs" && declared.Length == 0;

    private static bool IsHostExtension(SourceFile file, string declared) =>
        file.Name.EndsWith("Extensions.cs", StringComparison.Ordinal) && declared.StartsWith("Microsoft.", StringComparison.Ordinal);

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Namespace();
}
