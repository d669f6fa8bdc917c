using System.Text;

namespace Pudding.Logs;

/// <summary>Makes lines of UTF-8 that comes in pieces, which may end anywhere.</summary>
internal sealed class LineSplitter
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();

    /// <summary>The lines that a piece completes.</summary>
    public List<string> Add(ReadOnlySpan<byte> bytes)
    {
        var lines = new List<string>();
        var text = Decode(bytes, isLast: false).AsSpan();
        for (int end; (end = text.IndexOf('\n')) >= 0; text = text[(end + 1)..])
        {
            _line.Append(text[..end]);
            lines.Add(TakeLine());
        }

        _line.Append(text);
        return lines;
    }

    /// <summary>What stands after the last end of a line; none when nothing does.</summary>
    public string? Rest()
    {
        _line.Append(Decode([], isLast: true));
        return _line.Length > 0 ? TakeLine() : null;
    }

    private string TakeLine()
    {
        if (_line.Length > 0 && _line[^1] == '\r')
            _line.Length--;
        var line = _line.ToString();
        _line.Clear();
        return line;
    }

    private string Decode(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var text = new char[_decoder.GetCharCount(bytes, isLast)];
        return new string(text, 0, _decoder.GetChars(bytes, text, isLast));
    }
}
