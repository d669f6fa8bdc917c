using System.Text.Json.Serialization;

namespace Pudding.Worker.Commands;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CommandJob))]
internal sealed partial class CommandJobJsonContext : JsonSerializerContext;
