using System.Buffers;

namespace Pudding.Storage.InMemory;

/// <summary>What one job has logged.</summary>
internal sealed class JobLog(int capacity)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private long _token;
    private long _next;
    private bool _isFull;

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public void Append(long token, long offset, ReadOnlySpan<byte> bytes)
    {
        if (token < _token)
            return;
        if (token > _token)
            (_token, _next) = (token, 0);
        if (offset != _next)
            return;

        _next += bytes.Length;
        if (_isFull)
            return;
        var room = capacity - _bytes.WrittenCount;
        _bytes.Write(bytes[..Math.Min(room, bytes.Length)]);
        if (bytes.Length > room)
        {
            _isFull = true;
            _bytes.Write("\n[the log is cut here: it is longer than what is kept of a job]\n"u8);
        }
    }
}
