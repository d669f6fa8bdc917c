using System.Text.RegularExpressions;

namespace Pudding.ArchitectureTests.Code;

public sealed partial class FileTests
{
    private const int MaxLines = 400;

    [Fact]
    public void A_file_holds_one_top_level_type_and_bears_its_name() => Rule.Holds(
        "A file holds one top-level type and bears its name, so that a type is found without searching.",
        from file in Tree.LibraryCode
        let types = TopLevelType().Matches(file.Text).Select(static match => match.Groups["name"].Value).ToList()
        where file.Name != "Program.cs" || types.Count > 0
        where types.Count != 1 || !IsNamedLike(file, types[0])
        select $"{file.Path}: {(types.Count == 0 ? "no type" : string.Join(", ", types))}");

    [Fact]
    public void A_file_is_short() => Rule.Holds(
        $"A file has at most {MaxLines} lines: a longer one holds two ideas.",
        from file in Tree.Code
        where file.Lines.Length > MaxLines
        select $"{file.Path}: {file.Lines.Length} lines");

    /// <summary>A partial type may be split into <c>Type.cs</c> and <c>Type.Part.cs</c>.</summary>
    private static bool IsNamedLike(SourceFile file, string type) => file.Name.Split('.')[0] == type;

    // Namespaces are file-scoped (the compiler sees to that), so what stands at the margin is at the top level.
    [GeneratedRegex(
        @"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|ref|unsafe) )*(?:class|interface|enum|struct|record(?: struct| class)?|delegate [^ ]+) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex TopLevelType();
}
