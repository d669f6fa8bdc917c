using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pudding.Tenants;

internal sealed class TenantPathJsonConverter : JsonConverter<TenantPath>
{
    public override TenantPath Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TenantPath.TryParse(reader.GetString(), provider: null, out var path)
            ? path
            : throw new JsonException("Not a tenant path: one to three names of letters, digits, '.', '_', '-', joined by slashes.");

    public override void Write(Utf8JsonWriter writer, TenantPath value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

    public override TenantPath ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TenantPath value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);
}
