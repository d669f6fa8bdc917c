namespace Pudding.Routing;

/// <summary>What labels must be.</summary>
internal static class LabelRules
{
    public const int MaxLength = 100;

    private const int MaxCount = 50;
    private const int MaxShown = 40;

    /// <summary>What is wrong with the labels of a job; every error begins with the field.</summary>
    public static IEnumerable<string> Check(IReadOnlyDictionary<string, string>? labels)
    {
        if (labels is null)
        {
            yield return "Labels: it is null; leave it out for none.";
            yield break;
        }

        if (labels.Count > MaxCount)
        {
            yield return $"Labels: {labels.Count} are more than the {MaxCount} that a job may have.";
            yield break;
        }

        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in labels)
        {
            if (CheckText(key) is { } wrongKey)
                yield return $"Labels['{Shown(key)}']: the key {wrongKey}";
            else if (CheckText(value) is { } wrongValue)
                yield return $"Labels['{key}']: the value {wrongValue}";
            else if (!keys.Add(key))
                yield return $"Labels['{key}']: another key differs from it only by case, which doesn't matter in labels.";
        }
    }

    /// <summary>What is wrong with a key or a value; <c>null</c> when nothing is.</summary>
    public static string? CheckText(string? text) =>
        string.IsNullOrEmpty(text) ? "is empty." :
        text.Length > MaxLength ? $"has more than {MaxLength} characters." :
        text.Any(char.IsControl) ? "has a control character." :
        null;

    /// <summary>What may not be shown as it is: too long, or with a line break.</summary>
    public static string Shown(string? text)
    {
        var start = text is { Length: > MaxShown } ? $"{text[..MaxShown]}…" : text ?? "";
        return string.Concat(start.Select(static character => char.IsControl(character) ? '\uFFFD' : character));
    }
}
