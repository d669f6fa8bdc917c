using System.Text;
using CsCheck;
using Pudding.Logs;

namespace Pudding.Tests.Logs;

public sealed class LineSplitterTests
{
    private static readonly string[] Parts = ["a", "ö", "€", "😀", "\n", "\r\n", "\r", "line"];

    [Fact]
    public void Wherever_pieces_end_the_lines_are_those_of_the_whole_text() =>
        Gen.Select(Gen.Int[0, Parts.Length - 1].Select(static i => Parts[i]).List[0, 20], Gen.Int[0, 3].List[1, 40]).Sample((parts, sizes) =>
        {
            var text = string.Concat(parts);
            var bytes = Encoding.UTF8.GetBytes(text);
            var lines = new LineSplitter();
            var read = new List<string>();

            for (int at = 0, i = 0; at < bytes.Length; i++)
            {
                var size = Math.Min(bytes.Length - at, i < sizes.Count ? sizes[i] : 1000);
                read.AddRange(lines.Add(bytes.AsSpan(at, size)));
                at += size;
            }

            if (lines.Rest() is { } last)
                read.Add(last);
            Assert.Equal(Expected(text), read);
        });

    [Fact]
    public void A_character_that_never_ends_is_marked() => Assert.Equal("a\uFFFD", Rest([(byte)'a', 0xE2, 0x82]));

    private static string? Rest(byte[] bytes)
    {
        var lines = new LineSplitter();
        Assert.Empty(lines.Add(bytes));
        return lines.Rest();
    }

    private static List<string> Expected(string text)
    {
        var lines = text.Split('\n').ToList();
        if (lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return lines.ConvertAll(static line => line.EndsWith('\r') ? line[..^1] : line);
    }
}
