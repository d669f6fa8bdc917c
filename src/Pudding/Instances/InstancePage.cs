namespace Pudding.Instances;

/// <summary>A piece of a listing.</summary>
/// <param name="Instances">Instances of the estate; perhaps none.</param>
/// <param name="IsLast">Whether the listing is complete with this page. A listing that ends without such a page is not complete, and nothing follows from what is not in it.</param>
public sealed record InstancePage(IReadOnlyList<ProviderInstance> Instances, bool IsLast);
