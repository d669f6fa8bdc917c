namespace Pudding.Protocol.Mapping;

/// <summary>Lists on the wire: none is empty.</summary>
internal static class WireLists
{
    public static IReadOnlyList<TOut>? Write<TIn, TOut>(IReadOnlyList<TIn> items, Func<TIn, TOut> write) => items.Count == 0 ? null : [.. items.Select(write)];

    /// <param name="items">What came.</param>
    /// <param name="field">What it is called, for the message.</param>
    /// <param name="read">Reads one, given its name.</param>
    public static IReadOnlyList<TOut> Read<TIn, TOut>(IReadOnlyList<TIn>? items, string field, Func<TIn, string, TOut> read)
        where TIn : class =>
        items is null ? [] : [.. items.Select((item, i) => read(item ?? throw new WireFormatException($"{field}[{i}]", "is null."), $"{field}[{i}]"))];
}
