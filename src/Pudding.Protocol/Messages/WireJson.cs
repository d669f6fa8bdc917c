using System.Text.Json.Serialization.Metadata;

namespace Pudding.Protocol.Messages;

/// <summary>How each message is written and read: camel case, nothing for what is null or the default, unknown fields left out. No reflection, safe to trim.</summary>
public static class WireJson
{
    /// <summary>Of <see cref="WireRegister"/>.</summary>
    public static JsonTypeInfo<WireRegister> Register => WireJsonContext.Default.WireRegister;

    /// <summary>Of <see cref="WireRegisterReply"/>.</summary>
    public static JsonTypeInfo<WireRegisterReply> RegisterReply => WireJsonContext.Default.WireRegisterReply;

    /// <summary>Of <see cref="WireCredential"/>.</summary>
    public static JsonTypeInfo<WireCredential> Credential => WireJsonContext.Default.WireCredential;

    /// <summary>Of <see cref="WireCredentialReply"/>.</summary>
    public static JsonTypeInfo<WireCredentialReply> CredentialReply => WireJsonContext.Default.WireCredentialReply;

    /// <summary>Of <see cref="WireConnect"/>.</summary>
    public static JsonTypeInfo<WireConnect> Connect => WireJsonContext.Default.WireConnect;

    /// <summary>Of <see cref="WireConnectReply"/>.</summary>
    public static JsonTypeInfo<WireConnectReply> ConnectReply => WireJsonContext.Default.WireConnectReply;

    /// <summary>Of <see cref="WireHeartbeat"/>.</summary>
    public static JsonTypeInfo<WireHeartbeat> Heartbeat => WireJsonContext.Default.WireHeartbeat;

    /// <summary>Of <see cref="WireHeartbeatReply"/>.</summary>
    public static JsonTypeInfo<WireHeartbeatReply> HeartbeatReply => WireJsonContext.Default.WireHeartbeatReply;

    /// <summary>Of <see cref="WireDisconnect"/>.</summary>
    public static JsonTypeInfo<WireDisconnect> Disconnect => WireJsonContext.Default.WireDisconnect;

    /// <summary>Of <see cref="WireLogReply"/>.</summary>
    public static JsonTypeInfo<WireLogReply> LogReply => WireJsonContext.Default.WireLogReply;

    /// <summary>Of <see cref="WireProblem"/>.</summary>
    public static JsonTypeInfo<WireProblem> Problem => WireJsonContext.Default.WireProblem;
}
