using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using SQLitePCL;

namespace Pudding.Storage.Sqlite.Engine;

/// <summary>A value for a parameter of a statement. Ids are kept as the sixteen bytes of the UUID in network order, so that those of version 7 are added at the end of an index; times of
/// day and spans as ticks.</summary>
internal readonly struct SqlValue
{
    private readonly Kind _kind;
    private readonly object? _reference;
    private readonly long _high;
    private readonly long _low;

    private SqlValue(Kind kind, long high, long low = 0, object? reference = null) => (_kind, _high, _low, _reference) = (kind, high, low, reference);

    private enum Kind
    {
        Null,
        Integer,
        Real,
        Uuid,
        Text,
        Utf8,
        Blob,
    }

    public static implicit operator SqlValue(long value) => new(Kind.Integer, value);

    public static implicit operator SqlValue(long? value) => value is { } known ? known : default(SqlValue);

    public static implicit operator SqlValue(bool value) => new(Kind.Integer, value ? 1 : 0);

    public static implicit operator SqlValue(double value) => new(Kind.Real, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator SqlValue(TimeSpan value) => value.Ticks;

    public static implicit operator SqlValue(TimeSpan? value) => value?.Ticks;

    public static implicit operator SqlValue(DateTimeOffset value) => value.UtcTicks;

    public static implicit operator SqlValue(DateTimeOffset? value) => value?.UtcTicks;

    public static implicit operator SqlValue(string? value) => value is null ? default : new SqlValue(Kind.Text, 0, 0, value);

    public static implicit operator SqlValue(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return new SqlValue(Kind.Uuid, BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]));
    }

    public static implicit operator SqlValue(Guid? value) => value is { } known ? known : default(SqlValue);

    public static implicit operator SqlValue(ReadOnlyMemory<byte> value) => Bytes(Kind.Blob, value);

    public static implicit operator SqlValue(byte[] value) => Bytes(Kind.Blob, value);

    /// <summary>Text that is UTF-8 already.</summary>
    public static SqlValue Utf8(ReadOnlyMemory<byte> value) => Bytes(Kind.Utf8, value);

    public int Bind(sqlite3_stmt statement, int index)
    {
        switch (_kind)
        {
            case Kind.Integer:
                return raw.sqlite3_bind_int64(statement, index, _high);
            case Kind.Real:
                return raw.sqlite3_bind_double(statement, index, BitConverter.Int64BitsToDouble(_high));
            case Kind.Uuid:
                Span<byte> id = stackalloc byte[16];
                BinaryPrimitives.WriteInt64BigEndian(id, _high);
                BinaryPrimitives.WriteInt64BigEndian(id[8..], _low);
                return raw.sqlite3_bind_blob(statement, index, id);
            case Kind.Text:
                return BindText(statement, index, (string)_reference!);
            case Kind.Utf8:
                return raw.sqlite3_bind_text(statement, index, Span);
            case Kind.Blob:
                return _low == 0 ? raw.sqlite3_bind_zeroblob(statement, index, 0) : raw.sqlite3_bind_blob(statement, index, Span);
            default:
                return raw.sqlite3_bind_null(statement, index);
        }
    }

    public bool IsNull => _kind == Kind.Null;

    private ReadOnlySpan<byte> Span => new((byte[])_reference!, (int)_high, (int)_low);

    private static SqlValue Bytes(Kind kind, ReadOnlyMemory<byte> bytes)
    {
        if (!MemoryMarshal.TryGetArray(bytes, out var segment))
            segment = bytes.ToArray();
        return new SqlValue(kind, segment.Offset, segment.Count, segment.Array ?? []);
    }

    /// <summary>Without an array for texts that are short, as nearly all are.</summary>
    private static int BindText(sqlite3_stmt statement, int index, string text)
    {
        if (text.Length > 300)
            return raw.sqlite3_bind_text(statement, index, Encoding.UTF8.GetBytes(text));
        Span<byte> bytes = stackalloc byte[text.Length * 3];
        return raw.sqlite3_bind_text(statement, index, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }
}
