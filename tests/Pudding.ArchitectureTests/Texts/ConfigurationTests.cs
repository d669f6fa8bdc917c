using System.Reflection;
using System.Runtime.CompilerServices;
using Pudding.TestSupport;

namespace Pudding.ArchitectureTests.Texts;

public sealed class ConfigurationTests
{
    private const string Page = "docs/configuration.md";

    public static TheoryData<string> OptionTypes => [.. Options.Select(static type => type.Name)];

    private static IEnumerable<Type> Options =>
        Tree.Types.Where(static type => type.IsSeen() && type.Name.EndsWith("Options", StringComparison.Ordinal)).OrderBy(static type => type.Name, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(OptionTypes))]
    public void The_page_lists_every_setting(string name)
    {
        var type = Options.Single(type => type.Name == name);

        GeneratedTable.Match(Page, name, ["Setting", "Type", "Default", "Meaning"], Settings(type).Select(static setting => (string[])
        [
            $"`{setting.Name}`",
            $"`{NameOf(setting)}`",
            Default(XmlDocs.Read(setting, "value")),
            XmlDocs.Read(setting, "summary"),
        ]));
    }

    private static IEnumerable<PropertyInfo> Settings(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static property => property.CanWrite || property.PropertyType.IsGenericType)
            .OrderBy(static property => property.MetadataToken);

    private static string Default(string value) => value.Replace(" by default", "", StringComparison.Ordinal).TrimEnd('.');

    private static string NameOf(PropertyInfo setting)
    {
        var isNullable = new NullabilityInfoContext().Create(setting).ReadState == NullabilityState.Nullable;
        return NameOf(Nullable.GetUnderlyingType(setting.PropertyType) ?? setting.PropertyType) + (isNullable ? "?" : "");
    }

    private static string NameOf(Type type) => type switch
    {
        { IsGenericType: true } => $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>",
        _ => Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 when !type.IsEnum => "int",
            TypeCode.Double => "double",
            TypeCode.Boolean => "bool",
            TypeCode.String => "string",
            _ => type.Name,
        },
    };
}
