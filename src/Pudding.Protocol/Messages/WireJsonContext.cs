using System.Text.Json.Serialization;

namespace Pudding.Protocol.Messages;

/// <summary>The JSON of the messages: camel case, nothing for what is null or the default, unknown fields left out. No reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(WireRegister))]
[JsonSerializable(typeof(WireRegisterReply))]
[JsonSerializable(typeof(WireCredential))]
[JsonSerializable(typeof(WireCredentialReply))]
[JsonSerializable(typeof(WireConnect))]
[JsonSerializable(typeof(WireConnectReply))]
[JsonSerializable(typeof(WireHeartbeat))]
[JsonSerializable(typeof(WireHeartbeatReply))]
[JsonSerializable(typeof(WireDisconnect))]
[JsonSerializable(typeof(WireLogReply))]
[JsonSerializable(typeof(WireProblem))]
internal sealed partial class WireJsonContext : JsonSerializerContext;
