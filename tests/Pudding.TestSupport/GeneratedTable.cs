namespace Pudding.TestSupport;

/// <summary>A table in a page that says what the code says: between <c>&lt;!-- table: name --&gt;</c> and <c>&lt;!-- end table --&gt;</c>. It is accepted as
/// snapshots are: <c>PUDDING_ACCEPT_SNAPSHOTS=1 dotnet test</c> on the project of the test that fails.</summary>
public static class GeneratedTable
{
    /// <summary>Compares the table with what it should be.</summary>
    /// <param name="page">The page, from the root.</param>
    /// <param name="name">Which table of it.</param>
    /// <param name="header">The names of the columns.</param>
    /// <param name="rows">The cells.</param>
    public static void Match(string page, string name, string[] header, IEnumerable<string[]> rows)
    {
        ArgumentNullException.ThrowIfNull(header);
        var path = Repository.PathOf(page);
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var begin = $"<!-- table: {name} -->\n";
        if (TestEnvironment.AcceptSnapshots && !text.Contains(begin, StringComparison.Ordinal))
            text += $"\n## {name}\n\n{begin}<!-- end table -->\n"; // for someone to write what it is about
        var start = text.IndexOf(begin, StringComparison.Ordinal);
        Assert.True(start >= 0, $"{page} has no table '{name}' (see {nameof(GeneratedTable)} for how to accept it).");
        start += begin.Length;
        var end = text.IndexOf("<!-- end table -->", start, StringComparison.Ordinal);
        var expected = string.Concat(rows.Prepend([.. header.Select(static _ => "---")]).Prepend(header).Select(static cells => $"| {string.Join(" | ", cells)} |\n"));

        if (TestEnvironment.AcceptSnapshots)
            File.WriteAllText(path, text[..start] + expected + text[end..]);
        else if (text[start..end] != expected)
            Assert.Fail($"The table '{name}' of {page} is not what the code says (see {nameof(GeneratedTable)} for how to accept it). It is now:\n{expected}");
    }
}
