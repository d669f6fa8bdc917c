namespace Pudding.Protocol.Tests.Messages;

/// <summary>The examples in the page of the protocol: each follows a comment <c>&lt;!-- message: WireConnect --&gt;</c>. Accepted as snapshots are.</summary>
internal static class MessagePage
{
    public static void Match(string page, IEnumerable<Example> examples)
    {
        var path = Repository.PathOf(page);
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var expected = examples.Aggregate(text, Write);
        if (TestEnvironment.AcceptSnapshots)
            File.WriteAllText(path, expected);
        else
            Assert.Equal(expected, text);
    }

    private static string Write(string text, Example example)
    {
        var begin = $"<!-- message: {example.Name} -->\n```json\n";
        var start = text.IndexOf(begin, StringComparison.Ordinal);
        Assert.True(start >= 0, $"The page has no example of {example.Name}.");
        start += begin.Length;
        var end = text.IndexOf("```", start, StringComparison.Ordinal);
        return $"{text[..start]}{example.Indented}\n{text[end..]}";
    }
}
