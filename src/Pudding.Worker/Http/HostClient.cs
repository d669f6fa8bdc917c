using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Pudding.Protocol;
using Pudding.Protocol.Messages;

namespace Pudding.Worker.Http;

/// <summary>Sends messages to the farm, and knows when it has last answered.</summary>
internal sealed class HostClient : IHostLink, IDisposable
{
    private const int MaxReplyBytes = 64 * 1024 * 1024;

    private static ReadOnlySpan<byte> NoFields => "{}"u8;

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http;
    private readonly string _base;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly TaskCompletionSource<string> _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _answeredAt;

    public HostClient(IOptions<HttpTransportOptions> options, TimeProvider clock)
    {
        var settings = options.Value;
        _clock = clock;
        _answeredAt = clock.GetTimestamp();
        _timeout = settings.RequestTimeout;
        _base = settings.Url!.AbsoluteUri.TrimEnd('/') + WorkerRoutes.Prefix;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // the credential is for this host alone
            UseCookies = false,
            UseProxy = settings.Url.Scheme == Uri.UriSchemeHttps, // what goes in clear goes to the host and to nobody else
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime, // so that a farm that has moved is found
            SslOptions = CertificatePolicy.Create(settings),
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxReplyBytes };
        _http.DefaultRequestHeaders.Add(ProtocolVersions.Header, ProtocolVersions.Current.ToString(System.Globalization.CultureInfo.InvariantCulture));
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Pudding.Worker", Version));
    }

    public static string Version { get; } =
        typeof(HostClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public Task<string> Refused => _refused.Task;

    public TimeSpan SilentFor => _clock.GetElapsedTime(Volatile.Read(ref _answeredAt));

    /// <param name="route">One of <see cref="WorkerRoutes"/>, perhaps with a query.</param>
    /// <param name="bearer">What to show; none to register.</param>
    /// <param name="wait">How long the host was asked to hold the answer back.</param>
    /// <param name="message">What to say.</param>
    /// <param name="messageType">How to write it.</param>
    /// <param name="replyType">How to read the answer.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="HostRefusedException">The host won't.</exception>
    /// <exception cref="HttpRequestException">The host can't be reached.</exception>
    /// <exception cref="TimeoutException">The host did not answer in time.</exception>
    public Task<TReply> PostAsync<TMessage, TReply>(
        string route,
        string? bearer,
        TMessage message,
        JsonTypeInfo<TMessage> messageType,
        JsonTypeInfo<TReply> replyType,
        TimeSpan wait,
        CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(message, messageType));
        content.Headers.ContentType = Json;
        return SendAsync(route, bearer, content, replyType, wait, cancellationToken);
    }

    public async Task<TReply> SendAsync<TReply>(
        string route, string? bearer, HttpContent content, JsonTypeInfo<TReply> replyType, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _base + route) { Content = content };
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        using var patience = new CancellationTokenSource(wait + _timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            var bytes = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw ToException(response, bytes);
            Volatile.Write(ref _answeredAt, _clock.GetTimestamp());
            return JsonSerializer.Deserialize(bytes is [] ? NoFields : bytes, replyType) ?? throw new JsonException("The answer is null.");
        }
        catch (OperationCanceledException exception) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The host did not answer within {wait + _timeout}.", exception);
        }
        catch (JsonException exception)
        {
            throw new HttpRequestException($"What answered is no host of Pudding, or HttpTransportOptions.Url has another path: {exception.Message}", exception);
        }
    }

    /// <summary>The farm won't have this machine.</summary>
    public void Refuse(string words) => _refused.TrySetResult(words);

    public void Dispose() => _http.Dispose();

    private HostRefusedException ToException(HttpResponseMessage response, byte[] bytes)
    {
        var problem = ReadProblem(response, bytes);
        var code = problem?.Type?.StartsWith(ProblemCodes.Prefix, StringComparison.Ordinal) == true ? problem.Type[ProblemCodes.Prefix.Length..] : null;
        if (code is ProblemCodes.Unavailable or ProblemCodes.TooMany or ProblemCodes.Invalid)
            Volatile.Write(ref _answeredAt, _clock.GetTimestamp()); // the farm is there; whatever stands before it doesn't speak so
        var words = problem?.Detail ?? problem?.Title ?? response.ReasonPhrase;
        return new HostRefusedException(response.StatusCode, code, $"The host answered {(int)response.StatusCode}: {words}");
    }

    private static WireProblem? ReadProblem(HttpResponseMessage response, byte[] bytes)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return null;
        try
        {
            return JsonSerializer.Deserialize(bytes, WireJson.Problem);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
