namespace Pudding.Instances;

/// <summary>An image that was found, and pinned.</summary>
/// <param name="Id">Names exactly this image, for ever.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record ResolvedImage(string Id, DateTimeOffset CreatedAt);
