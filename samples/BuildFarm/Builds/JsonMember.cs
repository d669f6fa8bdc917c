namespace BuildFarm.Builds;

/// <summary>A name in a JSON object, the line where it stands, and its value.</summary>
internal sealed record JsonMember(string Name, int Line, JsonValue Value);
