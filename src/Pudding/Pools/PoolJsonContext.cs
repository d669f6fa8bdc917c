using System.Text.Json.Serialization;

namespace Pudding.Pools;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PoolRecord))]
internal sealed partial class PoolJsonContext : JsonSerializerContext;
