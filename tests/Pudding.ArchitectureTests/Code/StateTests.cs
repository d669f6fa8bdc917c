using System.Reflection;

namespace Pudding.ArchitectureTests.Code;

public sealed class StateTests
{
    [Fact]
    public void There_is_no_mutable_static_state() => Rule.Holds(
        "There is no mutable static state: two hosts in one process must not meet.",
        from type in Tree.Types
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where !field.IsLiteral
        where !field.IsInitOnly || IsMutableCollection(field.FieldType)
        select $"{type.FullName}.{field.Name}");

    /// <summary>A read-only field doesn't make its dictionary read-only.</summary>
    private static bool IsMutableCollection(Type type) =>
        type is { IsClass: true, Namespace: "System.Collections.Generic" or "System.Collections.Concurrent" }
        && !type.Name.Contains("Comparer", StringComparison.Ordinal);
}
