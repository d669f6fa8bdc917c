using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pudding.Protocol;
using Pudding.Protocol.Messages;

namespace Pudding.Load;

/// <summary>A worker that does nothing but beat, over a connection of its own.</summary>
internal sealed class LoadWorker(string url, string token) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1 });
    private string? _bearer;
    private long _session;
    private long _sequence;

    public async Task ConnectAsync()
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var registered = await PostAsync(
            WorkerRoutes.Prefix + WorkerRoutes.Register, new WireRegister { Protocol = 1, Token = token, Secret = secret }, WireJson.Register, WireJson.RegisterReply);
        _bearer = $"{registered.Credential}.{secret}";
        var connected = await PostAsync(
            WorkerRoutes.Prefix + WorkerRoutes.Connect, new WireConnect { Protocol = 1 }, WireJson.Connect, WireJson.ConnectReply);
        _session = connected.Session;
    }

    /// <summary>One heartbeat of an idle worker, to the real endpoint or to another that takes the same.</summary>
    public async Task BeatAsync(string path)
    {
        var reply = await PostAsync(
            path, new WireHeartbeat { Session = _session, Sequence = ++_sequence, FreeSlots = 2 }, WireJson.Heartbeat, WireJson.HeartbeatReply);
        if (reply.Status != "accepted")
            throw new InvalidOperationException($"The heartbeat was answered with '{reply.Status}'.");
    }

    public void Dispose() => _http.Dispose();

    private async Task<TReply> PostAsync<TMessage, TReply>(string path, TMessage message, JsonTypeInfo<TMessage> messageType, JsonTypeInfo<TReply> replyType)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(message, messageType));
        content.Headers.ContentType = Json;
        using var request = new HttpRequestMessage(HttpMethod.Post, url + path) { Content = content };
        request.Headers.Add(ProtocolVersions.Header, "1");
        if (_bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _bearer);
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(), replyType)!;
    }
}
