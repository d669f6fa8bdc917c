using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pudding.Protocol;

namespace Pudding.AspNetCore.Workers;

/// <summary>Reads and writes messages as JSON, without reflection.</summary>
internal static class WireBody
{
    private const string Json = "application/json";

    /// <summary>The message; a <see cref="RequestProblemException"/> for what is none.</summary>
    /// <param name="context">The request.</param>
    /// <param name="type">What it should be.</param>
    /// <param name="limit">The most bytes.</param>
    public static async ValueTask<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, long limit)
        where T : class
    {
        CheckType(context.Request.ContentType);
        Limit(context, limit);
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.BodyReader, type, context.RequestAborted).ConfigureAwait(false)
                ?? throw new RequestProblemException(StatusCodes.Status400BadRequest, ProblemCodes.Invalid, "The message is null.");
        }
        catch (JsonException exception)
        {
            throw Explain(exception);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw RequestProblemException.TooLarge(limit);
        }
    }

    public static async Task WriteAsync<T>(
        HttpContext context, T message, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK, string contentType = Json)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(message, type);
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = bytes.Length;
        response.Headers.CacheControl = "no-store";
        await response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Refuses a body that says that it is too long, and ends one that doesn't say and is.</summary>
    public static void Limit(HttpContext context, long limit)
    {
        if (context.Request.ContentLength > limit)
            throw RequestProblemException.TooLarge(limit);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = limit;
    }

    private static void CheckType(string? type)
    {
        if (type == Json)
            return;
        if (!MediaTypeHeaderValue.TryParse(type, out var parsed)
            || !string.Equals(parsed.MediaType, Json, StringComparison.OrdinalIgnoreCase)
            || parsed.CharSet is { } charset && !string.Equals(charset.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw new RequestProblemException(StatusCodes.Status415UnsupportedMediaType, ProblemCodes.Invalid, $"The message has to be {Json}, in UTF-8.");
        }
    }

    /// <summary>In words of our own: the message is what a stranger sent, and may hold a secret.</summary>
    private static RequestProblemException Explain(JsonException exception)
    {
        var field = exception.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;
        return field is null
            ? new RequestProblemException(StatusCodes.Status400BadRequest, ProblemCodes.Invalid, "The message is no JSON object of the form that is wanted here.")
            : RequestProblemException.Invalid(field, "is not of the form that is wanted here, or the JSON is broken there.");
    }
}
