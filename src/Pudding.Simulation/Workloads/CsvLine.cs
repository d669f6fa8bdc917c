using System.Text;

namespace Pudding.Simulation.Workloads;

/// <summary>The fields of one line, as RFC 4180 has them: a field in quotes may hold commas, and quotes written twice.</summary>
internal static class CsvLine
{
    /// <summary>Splits. Blanks around fields are dropped.</summary>
    /// <returns>The fields; <c>null</c> when a quote is not closed or stands amid a field.</returns>
    public static string[]? Split(string line)
    {
        if (!line.Contains('"', StringComparison.Ordinal))
            return line.Split(',', StringSplitOptions.TrimEntries);

        var fields = new List<string>();
        var at = 0;
        while (true)
        {
            while (at < line.Length && char.IsWhiteSpace(line[at]))
                at++;
            var field = at < line.Length && line[at] == '"' ? Quoted(line, ref at) : Plain(line, ref at);
            if (field is null)
                return null;
            fields.Add(field);
            if (at == line.Length)
                return [.. fields];
            at++; // the comma
        }
    }

    private static string? Plain(string line, ref int at)
    {
        var comma = line.IndexOf(',', at);
        var field = line[at..(comma < 0 ? line.Length : comma)];
        at += field.Length;
        return field.Contains('"', StringComparison.Ordinal) ? null : field.Trim();
    }

    /// <summary>Reads from a quote to the comma, or the end, behind the one that closes it.</summary>
    private static string? Quoted(string line, ref int at)
    {
        var field = new StringBuilder();
        for (at++; at < line.Length; at++)
        {
            if (line[at] != '"')
            {
                field.Append(line[at]);
            }
            else if (at + 1 < line.Length && line[at + 1] == '"')
            {
                field.Append(line[at++]);
            }
            else
            {
                at++;
                var comma = line.IndexOf(',', at);
                var rest = line[at..(comma < 0 ? line.Length : comma)];
                at += rest.Length;
                return string.IsNullOrWhiteSpace(rest) ? field.ToString() : null;
            }
        }

        return null;
    }
}
