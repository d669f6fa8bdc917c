using System.Buffers.Binary;
using System.Security.Cryptography;
using Pudding.Jobs;

namespace Pudding.Recovery;

/// <summary>Names the groups that a bulk requeue makes of one group, so that everyone who requeues jobs of it comes to the same names.</summary>
/// <remarks>
/// That is what makes it exact. The groups of one original form a chain: place 0, 1, and so on. A place is taken once, since its name is known beforehand and a store keeps one
/// group of a name; and whoever takes a place has read those before it and leaves out what is in them. So no job is in the chain twice, whoever else is at it, and whatever they
/// had not noted yet when they died.
/// </remarks>
internal static class RerunIds
{
    /// <summary>A version 7 UUID of the original's time, with a hash where others have chance.</summary>
    public static JobGroupId At(JobGroup original, int place)
    {
        Span<byte> input = stackalloc byte[20];
        original.Id.Value.TryWriteBytes(input, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(input[16..], place);
        Span<byte> id = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, id);

        BinaryPrimitives.WriteInt64BigEndian(id, (original.EnqueuedAt.ToUnixTimeMilliseconds() << 16) | BinaryPrimitives.ReadUInt16BigEndian(id[6..]));
        id[6] = (byte)((id[6] & 0x0F) | 0x70);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new JobGroupId(new Guid(id[..16], bigEndian: true));
    }
}
