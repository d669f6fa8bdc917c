using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Pudding.ArchitectureTests.Code;

public sealed class DocumentationTests
{
    private static readonly string[] RecordMembers =
        ["PrintMembers", "Deconstruct", "ToString", "GetHashCode", "Equals", "op_Equality", "op_Inequality"];

    [Fact]
    public void What_a_host_sees_is_documented() => Rule.Holds(
        "What a host sees is documented: with a summary that says something, or by what it inherits.",
        from assembly in Tree.Assemblies
        let documented = Documented(assembly)
        from type in assembly.GetTypes()
        where type.IsHandWritten() && type.IsSeen()
        from member in type.DeclaredMembers().Where(member => IsSeen(member) && !IsSynthesised(member)).Prepend(type)
        let id = DocumentationId.Of(member)
        where !documented.Contains(id)
        select id);

    private static HashSet<string> Documented(Assembly assembly) =>
        XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("member")
            .Where(static member => member.Element("inheritdoc") is not null || member.Element("summary") is { } summary && SaysSomething(summary))
            .Select(static member => (string)member.Attribute("name")!)
            .ToHashSet(StringComparer.Ordinal);

    private static bool SaysSomething(XElement summary) => summary.HasElements || !string.IsNullOrWhiteSpace(summary.Value);

    private static bool IsSeen(MemberInfo member) => member switch
    {
        FieldInfo field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName,
        MethodBase { IsSpecialName: true, IsConstructor: false } method when !method.Name.StartsWith("op_", StringComparison.Ordinal) => false, // accessors
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(static accessor => accessor.IsPublic || accessor.IsFamily || accessor.IsFamilyOrAssembly),
        EventInfo change => change.AddMethod is { IsPublic: true } or { IsFamily: true },
        _ => false, // nested types come as types
    };

    /// <summary>Whether the compiler made the member: of a record, of a delegate, or a constructor that nobody wrote.</summary>
    private static bool IsSynthesised(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || member.DeclaringType!.IsSubclassOf(typeof(Delegate))
        || (member is ConstructorInfo constructor && constructor.GetParameters().Length == 0)
        || (IsRecord(member.DeclaringType) && RecordMembers.Contains(member.Name));

    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null;
}
