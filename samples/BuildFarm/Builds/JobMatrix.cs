using System.Globalization;
using System.Text.RegularExpressions;

namespace BuildFarm.Builds;

/// <summary>Makes many jobs of one entry: every combination of the values of its variables, each of them repeated.</summary>
internal static partial class JobMatrix
{
    /// <summary>The variable that counts the jobs of an entry, from 1.</summary>
    private const string Counter = "n";

    public static bool IsVariable(string name) => name != Counter && VariableName().IsMatch(name);

    /// <summary>Every combination; the last variable changes fastest.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Expand(IReadOnlyDictionary<string, IReadOnlyList<string>> matrix, int repeat)
    {
        IEnumerable<IReadOnlyList<KeyValuePair<string, string>>> cells = [[]];
        foreach (var (variable, values) in matrix)
            cells = cells.SelectMany(_ => values, (cell, value) => (IReadOnlyList<KeyValuePair<string, string>>)[.. cell, new(variable, value)]);

        return cells
            .SelectMany(cell => Enumerable.Repeat(cell, repeat))
            .Select(static (cell, index) => new Dictionary<string, string>(cell) { [Counter] = (index + 1).ToString(CultureInfo.InvariantCulture) });
    }

    /// <summary>Replaces each <c>{variable}</c> by its value.</summary>
    public static string Fill(string template, IReadOnlyDictionary<string, string> values) =>
        Placeholder().Replace(template, match => values[match.Groups["name"].Value]);

    /// <summary>A <c>{variable}</c> of the template that has no value; <c>null</c> when all have.</summary>
    public static string? UnknownPlaceholder(string template, IReadOnlyDictionary<string, string> values) =>
        Placeholder().Matches(template).Select(static match => match.Groups["name"].Value).FirstOrDefault(name => !values.ContainsKey(name));

    [GeneratedRegex(@"^[a-z][a-z0-9_]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VariableName();

    [GeneratedRegex(@"\{(?<name>[^{}]*)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
