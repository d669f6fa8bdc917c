using System.Security.Cryptography;
using System.Text.Json;
using BuildFarm.Builds;

namespace BuildFarm.Farm;

/// <summary>What is written down of a farm beside its database.</summary>
internal sealed record FarmRecord
{
    /// <summary>Where its agents look for it.</summary>
    public required int Port { get; init; }

    /// <summary>A hash of what it builds, and how; none after a restore, when only the database can say.</summary>
    public required string? Builds { get; init; }

    /// <summary>The process that runs it, or ran it last.</summary>
    public required int Process { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public static string HashOf(BuildFile builds, string order) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { builds, order })));

    /// <returns><c>null</c> when there is none, or none that can be read.</returns>
    public static FarmRecord? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<FarmRecord>(File.ReadAllBytes(path)) : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this);
}
