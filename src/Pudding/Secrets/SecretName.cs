using System.Buffers;

namespace Pudding.Secrets;

/// <summary>What a secret may be called, and how many a job may name. No error repeats a wrong name: it may be a value in the wrong place.</summary>
internal static class SecretName
{
    private const int MaxLength = 100;
    private const int MaxPerJob = 50;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>What is wrong with the names of a job, each error beginning with the field.</summary>
    /// <param name="names">The names.</param>
    /// <param name="hasSource">Whether this host has a source of secrets.</param>
    public static IEnumerable<string> Check(IReadOnlyList<string>? names, bool hasSource)
    {
        if (names is null)
        {
            yield return "Secrets: it is null; leave it out for none.";
            yield break;
        }

        if (names.Count > 0 && !hasSource)
            yield return "Secrets: this host has no source of secrets; add one to AddPudding(…): UseSecretSource(…).";
        if (names.Count > MaxPerJob)
            yield return $"Secrets: {names.Count} are more than the {MaxPerJob} that a job may name.";

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (!IsValid(names[i]))
                yield return $"Secrets[{i}]: the name of a secret has 1 to {MaxLength} letters, digits, '.', '_', '-'.";
            else if (!seen.Add(names[i]))
                yield return $"Secrets[{i}]: '{names[i]}' is named twice.";
        }
    }

    private static bool IsValid(string? name) => name is { Length: > 0 and <= MaxLength } && !name.AsSpan().ContainsAnyExcept(Characters);
}
