using System.Text.Json;

namespace BuildFarm.Builds;

/// <summary>A value of a JSON text that knows where it stands, so that an error can point there.</summary>
/// <param name="Kind">What it is; for an object and an array the token that opens it.</param>
/// <param name="Text">A string's or a number's text.</param>
/// <param name="Line">The line where it begins, from 1.</param>
internal sealed record JsonValue(JsonTokenType Kind, string Text, int Line)
{
    /// <summary>What an object has, in the order of the text.</summary>
    public IReadOnlyList<JsonMember> Members { get; init; } = [];

    /// <summary>What an array has.</summary>
    public IReadOnlyList<JsonValue> Items { get; init; } = [];

    /// <summary>What it is, for people.</summary>
    public string Described => Kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => $"'{Text}'",
        JsonTokenType.Null => "null",
        _ => Text,
    };
}
