using System.Buffers;
using Pudding.Logs;

namespace Pudding.Storage.InMemory.Logs;

/// <summary>What one job has logged.</summary>
internal sealed class JobLog(int capacity)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private long _token;
    private long _next;

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public bool IsFull { get; private set; }

    public LogAppendResult Append(long token, long offset, ReadOnlySpan<byte> bytes)
    {
        if (token > _token)
            (_token, _next) = (token, 0);
        if (offset > _next)
            return new LogAppendResult(LogAppendStatus.Gap, _next);

        // A piece that was cut otherwise the first time begins with what is already here.
        var known = (int)Math.Min(_next - offset, bytes.Length);
        Write(bytes[known..]);
        return new LogAppendResult(IsFull ? LogAppendStatus.Full : LogAppendStatus.Appended, _next);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _next += bytes.Length;
        if (IsFull)
            return;
        var room = capacity - _bytes.WrittenCount;
        _bytes.Write(bytes[..Math.Min(room, bytes.Length)]);
        if (bytes.Length <= room)
            return;
        IsFull = true;
        _bytes.Write("\n[the log is cut here: it is longer than what is kept of a job]\n"u8);
    }
}
