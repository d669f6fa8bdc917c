using System.Security.Cryptography;
using System.Text;

namespace Pudding.Enrolment;

/// <summary>How credentials are named, and what their secrets must be.</summary>
internal static class CredentialRules
{
    public const int MinSecretBytes = 32;
    public const int MaxSecretBytes = 256;

    public static byte[] Hash(ReadOnlyMemory<byte> secret, string field) => secret.Length is >= MinSecretBytes and <= MaxSecretBytes
        ? SHA256.HashData(secret.Span)
        : throw new ArgumentException($"{field}: it has {secret.Length} bytes; {MinSecretBytes} to {MaxSecretBytes} random ones are needed.", field);

    /// <summary>The same for the same token and secret, so that a repeat finds what is there.</summary>
    public static string NameOf(string tokenId, byte[] secretHash) =>
        "c" + Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(tokenId), 0, .. secretHash]).AsSpan(0, 16));

    public static string WorkerIdOf(WorkerGrant grant, string credentialId) => grant.InstanceId ?? $"{grant.Name}/{credentialId[1..]}";
}
