using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Pudding.Secrets;

/// <summary>Masks the secrets of a job in a stream of bytes: what is part of any secret becomes <c>***</c>, also when it comes in pieces. Secrets that overlap or
/// touch become one mask, so that nothing of either remains. Not thread-safe.</summary>
/// <remarks>
/// <para>A value is found as it is; without white space around it; each of its lines that has at least four bytes; in base64 and URL-safe base64 (within a longer
/// text, too); URL-encoded; as a string of JSON. A value of fewer than three bytes is not masked (<see cref="SecretValue.IsMaskable"/>).</para>
/// <para>Held back is only what may be the beginning of a secret, until the next bytes or <see cref="Flush"/> tell. The time for each byte doesn't depend on the
/// number of secrets.</para>
/// </remarks>
public sealed class SecretMasker
{
    private readonly SecretPatterns _patterns;

    // The end of the text so far that may still become part of a secret, and which ranges of it are one already: ascending, apart from each other.
    private readonly ArrayBufferWriter<byte> _held = new();
    private readonly List<(int Start, int End)> _masked = [];
    private int _state = SecretPatterns.Root;
    private bool _endsMasked;

    internal SecretMasker(SecretPatterns patterns) => _patterns = patterns;

    /// <summary>How many bytes are held back.</summary>
    internal int Held => _held.WrittenCount;

    /// <summary>Takes in the next bytes and gives out what is certain.</summary>
    public void Write(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_held.WrittenCount == 0)
        {
            Pass(bytes, 0, output);
            return;
        }

        var known = _held.WrittenCount;
        _held.Write(bytes);
        Pass(_held.WrittenSpan, known, output);
    }

    /// <summary>The stream ends: gives out what was held back. The next bytes begin another.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="isCut">Whether the stream was cut off, so that its end may be the beginning of a secret: then that is masked.</param>
    public void Flush(IBufferWriter<byte> output, bool isCut = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        var text = _held.WrittenSpan;
        if (isCut && _patterns.Depth(_state) is var depth and > 0)
            Mask(text.Length - depth, text.Length);
        Emit(text, text.Length, output);
        Hold([]);
        _state = SecretPatterns.Root;
        _endsMasked = false;
    }

    /// <summary>Masks a whole text, between two streams.</summary>
    internal string Mask(string text, bool isCut = false)
    {
        var output = new ArrayBufferWriter<byte>(text.Length);
        var bytes = Encoding.UTF8.GetBytes(text);
        Write(bytes, output);
        Flush(output, isCut);
        return output.WrittenSpan.SequenceEqual(bytes) ? text : Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <param name="text">What was held back, and the next bytes.</param>
    /// <param name="position">Where these begin.</param>
    /// <param name="output">Where to.</param>
    private void Pass(ReadOnlySpan<byte> text, int position, IBufferWriter<byte> output)
    {
        while (position < text.Length)
        {
            if (_state == SecretPatterns.Root)
            {
                var start = _patterns.IndexOfStart(text[position..]);
                if (start < 0)
                    break;
                position += start;
            }

            _state = _patterns.Next(_state, text[position++]);
            if (_patterns.Match(_state) is var length and > 0)
                Mask(position - length, position);
        }

        var left = Emit(text, text.Length - _patterns.Depth(_state), output);
        Hold(text[left..]);
    }

    private void Mask(int start, int end)
    {
        // What lies before the held bytes was given out as part of a mask: it was certain before.
        start = Math.Max(0, start);
        while (_masked.Count > 0 && _masked[^1].End >= start)
        {
            start = Math.Min(start, _masked[^1].Start);
            _masked.RemoveAt(_masked.Count - 1);
        }

        _masked.Add((start, end));
    }

    /// <summary>Gives out what is certain: masks, and other bytes up to <paramref name="safe"/>.</summary>
    /// <returns>Where what is left begins.</returns>
    private int Emit(ReadOnlySpan<byte> text, int safe, IBufferWriter<byte> output)
    {
        var position = 0;
        var used = 0;
        foreach (var (start, end) in CollectionsMarshal.AsSpan(_masked))
        {
            if (start > position && start > safe)
                break;
            EmitPlain(text[position..start], output);
            if (!_endsMasked)
                output.Write("***"u8);
            _endsMasked = true;
            position = end;
            used++;
        }

        if (position < safe)
        {
            EmitPlain(text[position..safe], output);
            position = safe;
        }

        _masked.RemoveRange(0, used);
        foreach (ref var range in CollectionsMarshal.AsSpan(_masked))
            range = (range.Start - position, range.End - position);
        return position;
    }

    private void EmitPlain(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (bytes.IsEmpty)
            return;
        output.Write(bytes);
        _endsMasked = false;
    }

    private void Hold(ReadOnlySpan<byte> left)
    {
        // It may lie in the buffer itself.
        var kept = left.Length == 0 ? [] : left.ToArray();
        _held.ResetWrittenCount();
        _held.Write(kept);
    }
}
