using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pudding.ArchitectureTests;

internal static class TypeExtensions
{
    /// <summary>Whether people wrote the type, rather than the compiler or a source generator.</summary>
    public static bool IsHandWritten(this Type type)
    {
        for (var current = type; current is not null; current = current.DeclaringType)
        {
            if (current.Name.Contains('<', StringComparison.Ordinal)
                || current.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
                || current.IsDefined(typeof(GeneratedCodeAttribute), inherit: false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether code outside the assembly sees the type.</summary>
    public static bool IsSeen(this Type type) =>
        type.DeclaringType is { } outer ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && outer.IsSeen() : type.IsPublic;

    /// <summary>The members that the type itself declares.</summary>
    public static IEnumerable<MemberInfo> DeclaredMembers(this Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly);
}
