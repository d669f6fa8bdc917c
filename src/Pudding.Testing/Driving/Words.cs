namespace Pudding.Testing.Driving;

/// <summary>Values for people.</summary>
internal static class Words
{
    private const int Most = 20;

    public static string Of<T>(T value) => value switch
    {
        null => "none",
        string text => $"'{text}'",
        _ => value.ToString() ?? "none",
    };

    public static string List<T>(IReadOnlyCollection<T> values) =>
        values.Count == 0 ? "nothing" : string.Join(", ", values.Take(Most).Select(Of)) + (values.Count > Most ? $", … ({values.Count} in all)" : "");
}
