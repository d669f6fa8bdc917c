using System.Text.Json.Serialization;

namespace Pudding.Enrolment;

/// <summary>What a token says. The order of the fields is that of the bytes.</summary>
internal sealed record TokenPayload
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    [JsonPropertyName("kind")]
    public string Kind { get; init; } = "";

    [JsonPropertyName("instance")]
    public string? Instance { get; init; }

    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("pool")]
    public string? Pool { get; init; }

    [JsonPropertyName("queues")]
    public IReadOnlyList<string>? Queues { get; init; }

    [JsonPropertyName("slots")]
    public int Slots { get; init; }

    [JsonPropertyName("uses")]
    public int Uses { get; init; }

    /// <summary>In seconds since 1970.</summary>
    [JsonPropertyName("iat")]
    public long IssuedAt { get; init; }

    /// <summary>In seconds since 1970.</summary>
    [JsonPropertyName("exp")]
    public long ExpiresAt { get; init; }
}
