using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pudding.Protocol;
using Pudding.Protocol.Messages;

namespace Pudding.AspNetCore.Tests.Support;

/// <summary>A worker that says to the server exactly what a test wants it to.</summary>
internal sealed class Machine(WebFarm farm)
{
    private long _sequence;

    public string Secret { get; set; } = NewSecret();

    public string Credential { get; set; } = "";

    public string WorkerId { get; private set; } = "";

    public long Session { get; private set; }

    public static string NewSecret(int bytes = 32) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));

    public async Task<WireRegisterReply> RegisterAsync(string token)
    {
        var reply = (await TryRegisterAsync(token)).Good(WireJson.RegisterReply);
        (Credential, WorkerId) = (reply.Credential!, reply.WorkerId!);
        return reply;
    }

    public Task<Answer> TryRegisterAsync(string token) => SendAsync(
        "register", new WireRegister { Protocol = 1, Token = token, Secret = Secret, Machine = "mini-1", Agent = "0.1.0", Platform = "osx-arm64" }, WireJson.Register, authorize: false);

    public async Task<WireConnectReply> ConnectAsync(int slots = 0)
    {
        var reply = (await SendAsync("connect", new WireConnect { Protocol = 1, Slots = slots }, WireJson.Connect)).Good(WireJson.ConnectReply);
        Session = reply.Session;
        return reply;
    }

    public async Task<WireHeartbeatReply> BeatAsync(int free = 0, TimeSpan wait = default, IReadOnlyList<WireLease>? held = null, IReadOnlyList<WireResult>? results = null) =>
        (await TryBeatAsync(free, wait, held, results)).Good(WireJson.HeartbeatReply);

    public Task<Answer> TryBeatAsync(int free = 0, TimeSpan wait = default, IReadOnlyList<WireLease>? held = null, IReadOnlyList<WireResult>? results = null) => SendAsync(
        "heartbeat",
        new WireHeartbeat
        {
            Session = Session, Sequence = Interlocked.Increment(ref _sequence), FreeSlots = free, WaitMs = (long)wait.TotalMilliseconds, Held = held, Results = results,
        },
        WireJson.Heartbeat);

    /// <summary>Waits for a job.</summary>
    public async Task<WireAssignment> TakeAsync(int free = 1)
    {
        var reply = await BeatAsync(free);
        for (var i = 0; i < 20 && reply.Assignments is null; i++)
            reply = await BeatAsync(free, TimeSpan.FromSeconds(10));
        return Assert.Single(reply.Assignments!);
    }

    public Task<Answer> LogAsync(WireLease lease, long offset, byte[] bytes) => LogAsync($"job={lease.Job}&token={lease.Token}&offset={offset}", bytes);

    public Task<Answer> LogAsync(string query, byte[] bytes)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "log?" + query) { Content = new ByteArrayContent(bytes) };
        return SendAsync(request);
    }

    public Task<Answer> SendAsync<T>(string path, T message, JsonTypeInfo<T> type, bool authorize = true)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(message, type)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return SendAsync(request, authorize);
    }

    public Task<Answer> SendAsync(HttpRequestMessage request, bool authorize = true, CancellationToken cancellationToken = default)
    {
        if (authorize)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", $"{Credential}.{Secret}");
        request.Headers.TryAddWithoutValidation(ProtocolVersions.Header, "1");
        return Answer.OfAsync(farm.Http.SendAsync(request, cancellationToken));
    }
}
