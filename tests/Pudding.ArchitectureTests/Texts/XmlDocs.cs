using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Pudding.ArchitectureTests.Code;

namespace Pudding.ArchitectureTests.Texts;

/// <summary>What the documentation comments of the packages say, as Markdown in one line.</summary>
internal static partial class XmlDocs
{
    private static Dictionary<string, XElement> Members { get; } = Tree.Assemblies
        .SelectMany(static assembly => XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member"))
        .ToDictionary(static member => (string)member.Attribute("name")!, StringComparer.Ordinal);

    /// <param name="member">A documented member.</param>
    /// <param name="element">Which part, for example <c>summary</c>.</param>
    /// <returns>The text; empty when there is none.</returns>
    public static string Read(MemberInfo member, string element) => Read(DocumentationId.Of(member), element);

    private static string Read(string id, string element)
    {
        var documentation = Members.GetValueOrDefault(id);
        if (documentation?.Element("inheritdoc")?.Attribute("cref") is { } source)
            return Read(source.Value, element);
        return documentation?.Element(element) is { } text ? Whitespace().Replace(string.Concat(text.Nodes().Select(Render)), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal) : "";
    }

    private static string Render(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element when (string?)element.Attribute("cref") is { } reference => $"`{NameOf(reference)}`",
        XElement element when (string?)element.Attribute("langword") is { } word => $"`{word}`",
        XElement element => element.Value,
        _ => "",
    };

    /// <summary>A constant's value, which is what readers of a page need; the last two names of a member; the last one of a type.</summary>
    private static string NameOf(string reference)
    {
        var names = reference[2..].Split('(')[0].Split('.');
        return Constant(names) ?? (reference[0] == 'T' ? names[^1] : $"{names[^2]}.{names[^1]}");
    }

    private static string? Constant(string[] names) =>
        Tree.Types.FirstOrDefault(type => type.FullName == string.Join('.', names[..^1]))?.GetField(names[^1]) is { IsLiteral: true } field
            ? field.GetRawConstantValue() as string
            : null;

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Whitespace();
}
