using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Pudding.Protocol.Tests.Messages;

/// <summary>A message with every field set.</summary>
/// <param name="Name">Its type.</param>
/// <param name="Json">How it is written.</param>
/// <param name="Rewrite">Reads JSON and writes what was read.</param>
public sealed record Example(string Name, string Json, Func<string, string> Rewrite)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same for people.</summary>
    public string Indented => JsonNode.Parse(Json)!.ToJsonString(Readable).ReplaceLineEndings("\n");

    public static Example Of<T>(T message, JsonTypeInfo<T> type)
        where T : class => new(typeof(T).Name, JsonSerializer.Serialize(message, type), json => JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type)!, type));

    public override string ToString() => Name;
}
