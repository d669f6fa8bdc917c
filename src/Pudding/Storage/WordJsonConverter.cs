using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pudding.Storage;

/// <summary>An enumeration as a word; one that this version doesn't know is the default, as these enumerations promise.</summary>
internal sealed class WordJsonConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType != JsonTokenType.String
        ? throw new JsonException($"Not a word for a {typeof(T).Name}.")
        : Enum.TryParse<T>(reader.GetString(), out var value) && Enum.IsDefined(value) ? value : default;

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
