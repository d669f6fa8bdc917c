namespace Pudding.Hosting;

/// <summary>Which store was chosen, so that a second choice is refused.</summary>
internal sealed record StoreChoice(string Name);
