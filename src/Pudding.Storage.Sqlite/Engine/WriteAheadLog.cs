using System.Buffers.Binary;

namespace Pudding.Storage.Sqlite.Engine;

/// <summary>The file beside a database that holds what was committed last.</summary>
internal static class WriteAheadLog
{
    private const int HeaderSize = 32;

    public static bool Exists(string database) => File.Exists(database + "-wal");

    /// <summary>Whether its beginning is destroyed. SQLite takes such a log for an empty one: what it holds would be lost without a word.</summary>
    public static bool IsDamaged(string database)
    {
        var log = new FileInfo(database + "-wal");
        if (!log.Exists || log.Length <= HeaderSize)
            return false;
        Span<byte> header = stackalloc byte[HeaderSize];
        try
        {
            using var file = new FileStream(log.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize)
                return false;
        }
        catch (FileNotFoundException)
        {
            return false; // its host has just stopped
        }

        // The last bit says in which order the bytes of the words are that are summed up.
        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        return (magic & ~1u) != 0x377f0682 || Checksum(header[..24], isBigEndian: (magic & 1) == 1)
            != (BinaryPrimitives.ReadUInt32BigEndian(header[24..]), BinaryPrimitives.ReadUInt32BigEndian(header[28..]));
    }

    private static (uint First, uint Second) Checksum(ReadOnlySpan<byte> bytes, bool isBigEndian)
    {
        var (first, second) = (0u, 0u);
        for (; bytes.Length > 0; bytes = bytes[8..])
        {
            first = unchecked(first + Word(bytes, isBigEndian) + second);
            second = unchecked(second + Word(bytes[4..], isBigEndian) + first);
        }

        return (first, second);
    }

    private static uint Word(ReadOnlySpan<byte> bytes, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
