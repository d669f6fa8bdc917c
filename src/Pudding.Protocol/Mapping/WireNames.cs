using System.Collections.Frozen;
using System.Text.Json;

namespace Pudding.Protocol.Mapping;

/// <summary>Names of enumerations on the wire: camel case; what is not known is the default, which every enumeration keeps for that.</summary>
internal static class WireNames<TEnum>
    where TEnum : struct, Enum
{
    private static readonly FrozenDictionary<TEnum, string> Names =
        Enum.GetValues<TEnum>().ToFrozenDictionary(static value => value, static value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

    private static readonly FrozenDictionary<string, TEnum> Values = Names.ToFrozenDictionary(static name => name.Value, static name => name.Key, StringComparer.OrdinalIgnoreCase);

    public static string Of(TEnum value) => Names.GetValueOrDefault(value, "unknown");

    public static TEnum Read(string? name) => name is null ? default : Values.GetValueOrDefault(name);
}
