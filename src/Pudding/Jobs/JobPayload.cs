using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pudding.Jobs;

/// <summary>What a handler works on: bytes that Pudding carries and never reads, and what they are.</summary>
public sealed record JobPayload
{
    /// <summary>The content type of JSON.</summary>
    public const string JsonContentType = "application/json";

    /// <summary>No bytes; for a handler that needs none.</summary>
    public static JobPayload Empty { get; } = new();

    /// <summary>The bytes. Capped by <c>PuddingOptions.MaxPayloadBytes</c> when the job is enqueued.</summary>
    /// <value>Empty by default.</value>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The media type of <see cref="Bytes"/>.</summary>
    /// <value><c>application/octet-stream</c> by default.</value>
    public string ContentType { get; init; } = "application/octet-stream";

    /// <summary>A payload that holds a value as JSON.</summary>
    /// <param name="value">The value.</param>
    /// <param name="typeInfo">How to write it, from a source-generated <c>JsonSerializerContext</c>: no reflection, safe to trim.</param>
    public static JobPayload FromJson<T>(T value, JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return new JobPayload { Bytes = JsonSerializer.SerializeToUtf8Bytes(value, typeInfo), ContentType = JsonContentType };
    }

    /// <summary>Reads the value that <see cref="FromJson{T}"/> wrote.</summary>
    /// <exception cref="JsonException">The payload is not JSON, is the JSON of something else, or is <c>null</c>.</exception>
    public T ReadJson<T>(JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        if (ContentType != JsonContentType)
            throw new JsonException($"The payload is '{ContentType}', not '{JsonContentType}'.");

        return JsonSerializer.Deserialize(Bytes.Span, typeInfo)
            ?? throw new JsonException($"The payload is JSON null, not a {typeof(T).Name}.");
    }

    /// <summary>Equal when the content type and every byte are.</summary>
    public bool Equals(JobPayload? other) =>
        other is not null && ContentType == other.ContentType && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(ContentType);
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }
}
