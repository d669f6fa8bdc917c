using System.Text;
using System.Text.Json;

namespace BuildFarm.Builds;

/// <summary>Reads a JSON text into values that know their line. A document of <c>System.Text.Json</c> forgets where its values stood.</summary>
internal sealed class JsonText
{
    private readonly byte[] _utf8;
    private readonly List<int> _lineStarts = [0];

    private JsonText(byte[] utf8)
    {
        _utf8 = utf8;
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] == '\n')
                _lineStarts.Add(i + 1);
        }
    }

    /// <exception cref="JsonException">It is no JSON; the exception knows line and byte, from 0.</exception>
    public static JsonValue Parse(ReadOnlySpan<byte> utf8)
    {
        var text = new JsonText((utf8.StartsWith(Encoding.UTF8.Preamble) ? utf8[Encoding.UTF8.Preamble.Length..] : utf8).ToArray());
        var reader = new Utf8JsonReader(text._utf8);
        reader.Read();
        var root = text.ReadValue(ref reader);
        reader.Read(); // anything after the value is an error, which the reader throws
        return root;
    }

    private JsonValue ReadValue(ref Utf8JsonReader reader)
    {
        var kind = reader.TokenType;
        var line = LineOf(reader.TokenStartIndex);
        switch (kind)
        {
            case JsonTokenType.StartObject:
                var members = new List<JsonMember>();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var (name, nameLine) = (ReadText(ref reader), LineOf(reader.TokenStartIndex));
                    reader.Read();
                    members.Add(new JsonMember(name, nameLine, ReadValue(ref reader)));
                }

                return new JsonValue(kind, "", line) { Members = members };

            case JsonTokenType.StartArray:
                var items = new List<JsonValue>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(ReadValue(ref reader));

                return new JsonValue(kind, "", line) { Items = items };

            case JsonTokenType.String:
                return new JsonValue(kind, ReadText(ref reader), line);

            default:
                return new JsonValue(kind, Encoding.UTF8.GetString(reader.ValueSpan), line);
        }
    }

    // The reader checks escapes and UTF-8 only when the text is asked for, and then throws something else.
    private string ReadText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            var line = LineOf(reader.TokenStartIndex);
            throw new JsonException("The text is not valid Unicode.", path: null, line - 1, reader.TokenStartIndex - _lineStarts[line - 1], exception);
        }
    }

    private int LineOf(long offset)
    {
        var index = _lineStarts.BinarySearch((int)offset);
        return index >= 0 ? index + 1 : ~index;
    }
}
