using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pudding.KillHost;
using Pudding.Protocol;

namespace Pudding.Storage.Sqlite.Tests.Killing;

/// <summary>Asks the host. Thread-safe.</summary>
internal sealed class Wire(Keeper keeper, History history)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Waits until the host is up, and asks it.</summary>
    /// <returns>The answer; none when it was lost, or there was nobody to give one.</returns>
    public async Task<Answer<TReply>?> AskAsync<TReply>(
        HttpMethod method, string path, ReadOnlyMemory<byte> message, JsonTypeInfo<TReply> type, string? bearer = null, CancellationToken stop = default)
        where TReply : class
    {
        var http = await keeper.UpAsync(stop);
        try
        {
            using var request = new HttpRequestMessage(method, path);
            if (method == HttpMethod.Post)
            {
                request.Content = new ReadOnlyMemoryContent(message);
                request.Content.Headers.ContentType = Json;
            }

            request.Headers.Add(ProtocolVersions.Header, "1");
            if (bearer is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            using var response = await http.SendAsync(request, stop);
            var body = await response.Content.ReadAsByteArrayAsync(stop);
            if (response.StatusCode is HttpStatusCode.ServiceUnavailable)
                return null;
            if (!response.IsSuccessStatusCode)
            {
                history.Violate($"{path} was answered by {response.StatusCode}: {System.Text.Encoding.UTF8.GetString(body)}");
                return null;
            }

            keeper.Answered();
            return new Answer<TReply>(JsonSerializer.Deserialize(body, type)!, int.Parse(response.Headers.GetValues(Farm.LifeHeader).First(), CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            await Task.Yield();
            return null;
        }
    }
}
