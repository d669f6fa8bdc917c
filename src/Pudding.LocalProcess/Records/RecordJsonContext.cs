using System.Text.Json.Serialization;

namespace Pudding.LocalProcess.Records;

[JsonSourceGenerationOptions(WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InstanceRecord))]
internal sealed partial class RecordJsonContext : JsonSerializerContext;
