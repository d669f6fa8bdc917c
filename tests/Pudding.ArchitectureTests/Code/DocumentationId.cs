using System.Globalization;
using System.Reflection;

namespace Pudding.ArchitectureTests.Code;

/// <summary>The name by which the compiler files a member's documentation, for example <c>M:Pudding.Jobs.JobId.Parse(System.String)</c>.</summary>
internal static class DocumentationId
{
    public static string Of(MemberInfo member) => member switch
    {
        Type type => "T:" + NameOf(type),
        FieldInfo field => $"F:{NameOf(field.DeclaringType!)}.{field.Name}",
        EventInfo change => $"E:{NameOf(change.DeclaringType!)}.{change.Name}",
        PropertyInfo property => $"P:{NameOf(property.DeclaringType!)}.{property.Name}{Parameters(property.GetIndexParameters())}",
        ConstructorInfo constructor => $"M:{NameOf(constructor.DeclaringType!)}.#ctor{Parameters(constructor.GetParameters())}",
        MethodInfo method => $"M:{NameOf(method.DeclaringType!)}.{method.Name}{Arity(method)}{Parameters(method.GetParameters())}{Conversion(method)}",
        _ => throw new ArgumentOutOfRangeException(nameof(member), member, message: null),
    };

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static string Arity(MethodInfo method) =>
        method.IsGenericMethod ? "``" + method.GetGenericArguments().Length.ToString(CultureInfo.InvariantCulture) : "";

    private static string Conversion(MethodInfo method) => method.Name is "op_Implicit" or "op_Explicit" ? "~" + Reference(method.ReturnType) : "";

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(static parameter => Reference(parameter.ParameterType)))})";

    private static string Reference(Type type)
    {
        if (type.IsByRef)
            return Reference(type.GetElementType()!) + "@";
        if (type.IsArray)
            return Reference(type.GetElementType()!) + (type.GetArrayRank() == 1 ? "[]" : $"[{string.Join(',', Enumerable.Repeat("0:", type.GetArrayRank()))}]");
        if (type.IsPointer)
            return Reference(type.GetElementType()!) + "*";
        if (type.IsGenericParameter)
            return (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition.ToString(CultureInfo.InvariantCulture);
        if (!type.IsGenericType)
            return NameOf(type);

        // A.B`1.C`2 with the arguments of all three: each level takes its own from the front.
        var arguments = new Queue<Type>(type.GetGenericArguments());
        return string.Join('.', NameOf(type.GetGenericTypeDefinition()).Split('.').Select(level => Fill(level, arguments)));
    }

    private static string Fill(string level, Queue<Type> arguments)
    {
        var mark = level.IndexOf('`', StringComparison.Ordinal);
        if (mark < 0)
            return level;

        var count = int.Parse(level.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        return $"{level[..mark]}{{{string.Join(',', Enumerable.Range(0, count).Select(_ => Reference(arguments.Dequeue())))}}}";
    }
}
