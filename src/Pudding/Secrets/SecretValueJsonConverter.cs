using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pudding.Secrets;

internal sealed class SecretValueJsonConverter : JsonConverter<SecretValue>
{
    public override SecretValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new JsonException("The value of a secret is not read from JSON: it was never written there.");

    public override void Write(Utf8JsonWriter writer, SecretValue value, JsonSerializerOptions options) => writer.WriteStringValue(SecretValue.Mask);
}
