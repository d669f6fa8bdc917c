using System.Buffers;
using Pudding.Logs;

namespace Pudding.Storage.InMemory.Logs;

/// <summary>What one job has logged.</summary>
internal sealed class JobLog(int capacity)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private LogCursor _cursor;

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public bool IsFull => _cursor.IsFull;

    public LogAppendResult Append(long token, long offset, ReadOnlySpan<byte> bytes)
    {
        var step = _cursor.Append(token, offset, bytes.Length, capacity);
        _bytes.Write(bytes[step.Keep]);
        if (step.IsCut)
            _bytes.Write(LogCursor.CutMark);
        _cursor = step.After;
        return step.Result;
    }
}
