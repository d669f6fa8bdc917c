using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Pudding.Enrolment;

/// <summary>Tokens as text: <c>pbt1.payload.signature</c>, the payload JSON, the signature the HMAC-SHA256 of what stands before it; both in base64url. The same token, signed with
/// the same secret, is the same text. Thread-safe.</summary>
internal sealed class TokenCodec(IOptions<EnrolmentOptions> options)
{
    private const string Version = "pbt1.";
    private const int MaxLength = 8 * 1024;
    private const string Boot = "boot";
    private const string Enrolment = "enrolment";

    private readonly Lazy<byte[][]> _secrets = new(() => [.. options.Value.SigningSecrets.Select(Encoding.UTF8.GetBytes)]);

    public string Write(SignedToken token)
    {
        var signed = Version + Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(ToPayload(token), TokenJsonContext.Default.TokenPayload));
        return $"{signed}.{Base64Url.EncodeToString(Sign(_secrets.Value[0], signed))}";
    }

    /// <summary>The token; <c>null</c> for a text that is none, or that was signed with something else.</summary>
    public SignedToken? Read(string? text)
    {
        if (text is null || text.Length > MaxLength || !text.StartsWith(Version, StringComparison.Ordinal) || text.LastIndexOf('.') is var end && end < Version.Length)
            return null;
        var signed = text[..end];
        if (Decode(text.AsSpan(end + 1)) is not { } signature || !IsSigned(signed, signature) || Decode(signed.AsSpan(Version.Length)) is not { } payload)
            return null;
        try
        {
            return FromPayload(JsonSerializer.Deserialize(payload, TokenJsonContext.Default.TokenPayload));
        }
        catch (JsonException)
        {
            return null; // signed, but by something that means another thing by it
        }
    }

    /// <summary>A name that follows from everything that the token says.</summary>
    public static string NameOf(SignedToken token) =>
        "b" + Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(ToPayload(token with { Id = "" }), TokenJsonContext.Default.TokenPayload)).AsSpan(0, 16));

    private bool IsSigned(string signed, byte[] signature)
    {
        var isSigned = false;
        foreach (var secret in _secrets.Value)
            isSigned |= CryptographicOperations.FixedTimeEquals(Sign(secret, signed), signature);
        return isSigned;
    }

    private static byte[] Sign(byte[] secret, string signed) => HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed));

    private static byte[]? Decode(ReadOnlySpan<char> text)
    {
        // One spelling only: what is redeemed is told apart by its bytes, but nobody needs to write them in several ways.
        if (!Base64Url.IsValid(text) || text.ContainsAny(" \t\r\n="))
            return null;
        var bytes = Base64Url.DecodeFromChars(text);
        return text.SequenceEqual(Base64Url.EncodeToChars(bytes)) ? bytes : null;
    }

    private static TokenPayload ToPayload(SignedToken token) => new()
    {
        Id = token.Id,
        Kind = token.Kind == TokenKind.Boot ? Boot : Enrolment,
        Instance = token.Grant.InstanceId,
        Name = token.Grant.Name,
        Pool = token.Grant.Pool,
        Queues = token.Grant.Queues,
        Slots = token.Grant.Slots,
        Uses = token.MaxUses,
        IssuedAt = token.IssuedAt.ToUnixTimeSeconds(),
        ExpiresAt = token.ExpiresAt.ToUnixTimeSeconds(),
    };

    private static SignedToken? FromPayload(TokenPayload? payload)
    {
        var kind = payload?.Kind switch { Boot => TokenKind.Boot, Enrolment => TokenKind.Enrolment, _ => TokenKind.Unknown };
        if (payload is null || kind == TokenKind.Unknown || string.IsNullOrEmpty(payload.Id) || (payload.Instance ?? payload.Name) is null)
            return null;
        return new SignedToken
        {
            Id = payload.Id,
            Kind = kind,
            Grant = new WorkerGrant
            {
                Queues = payload.Queues ?? [], Slots = payload.Slots, InstanceId = payload.Instance, Name = payload.Name, Pool = payload.Pool,
            },
            MaxUses = payload.Uses,
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(payload.IssuedAt),
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(payload.ExpiresAt),
        };
    }
}
