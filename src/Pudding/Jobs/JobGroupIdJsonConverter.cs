using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pudding.Jobs;

internal sealed class JobGroupIdJsonConverter : JsonConverter<JobGroupId>
{
    public override JobGroupId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetGuid());

    public override void Write(Utf8JsonWriter writer, JobGroupId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
