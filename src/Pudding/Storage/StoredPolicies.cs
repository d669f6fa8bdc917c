using System.Text.Json;
using Pudding.Policies;

namespace Pudding.Storage;

/// <summary><see cref="PolicyLayers"/> in JSON. What an older version did not write is the default.</summary>
internal sealed record StoredPolicies
{
    public StoredDefaults? Defaults { get; init; }

    public IReadOnlyList<PolicyOverride>? Overrides { get; init; }

    public static StoredPolicies From(PolicyLayers layers) => new() { Defaults = StoredDefaults.From(layers.Defaults), Overrides = layers.Overrides };

    public PolicyLayers ToLayers() => new()
    {
        Defaults = Defaults?.ToDefaults() ?? PolicyLayers.Empty.Defaults,
        Overrides = Whole(Overrides) ?? PolicyLayers.Empty.Overrides,
    };

    /// <summary>A list without nulls, which the serializer lets pass.</summary>
    public static IReadOnlyList<T>? Whole<T>(IReadOnlyList<T>? items)
        where T : class => items is not null && items.Contains(null) ? throw new JsonException("A list has null in it.") : items;

    /// <summary>A dictionary without nulls.</summary>
    public static IReadOnlyDictionary<TKey, T>? Whole<TKey, T>(IReadOnlyDictionary<TKey, T>? items)
        where T : class => items is not null && items.Values.Contains(null) ? throw new JsonException("A dictionary has null in it.") : items;
}
