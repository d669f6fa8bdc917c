using System.Text.Json.Serialization;

namespace Pudding.Worker.Http;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(WorkerIdentity))]
internal sealed partial class WorkerIdentityJsonContext : JsonSerializerContext;
