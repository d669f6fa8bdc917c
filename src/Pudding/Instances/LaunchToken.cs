using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pudding.Instances;

/// <summary>Tokens that make launches idempotent. The same wish, attempt and parameters have the same token, in every process and for ever: a host that does not know what became of its launch
/// repeats it and can't launch twice.</summary>
public static class LaunchToken
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>The token of a request: 52 lower-case letters and digits, a hash of everything in it but <see cref="LaunchRequest.Token"/>.</summary>
    public static string Of(LaunchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Encode(Hash(request));
    }

    internal static string Fingerprint(LaunchRequest request) => Convert.ToHexStringLower(Hash(request));

    private static byte[] Hash(LaunchRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "launch 1"); // another number when what is hashed changes
        Append(hash, request.IntentId.ToString("D", CultureInfo.InvariantCulture));
        Append(hash, request.Attempt.ToString(CultureInfo.InvariantCulture));
        Append(hash, request.Pool);
        Append(hash, request.Image);
        Append(hash, request.Bootstrap.Span);
        Append(hash, request.Spec);
        Append(hash, request.Tags);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, IReadOnlyDictionary<string, string> settings)
    {
        Append(hash, settings.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in settings.OrderBy(static setting => setting.Key, StringComparer.Ordinal))
        {
            Append(hash, name);
            Append(hash, value);
        }
    }

    private static void Append(IncrementalHash hash, string text) => Append(hash, Encoding.UTF8.GetBytes(text));

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        // With its length, so that where one field ends and the next begins is part of what is hashed.
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var value in bytes)
        {
            (buffer, bits) = ((buffer << 8) | value, bits + 8);
            for (; bits >= 5; bits -= 5)
                text.Append(Base32[(buffer >> (bits - 5)) & 31]);
            buffer &= (1 << bits) - 1;
        }

        return bits == 0 ? text.ToString() : text.Append(Base32[(buffer << (5 - bits)) & 31]).ToString();
    }
}
