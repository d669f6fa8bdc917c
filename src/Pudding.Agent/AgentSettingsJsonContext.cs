using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pudding.Agent;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AgentSettings))]
internal sealed partial class AgentSettingsJsonContext : JsonSerializerContext;
