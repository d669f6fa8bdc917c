using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pudding.Worker.Http;

/// <summary>Which certificate of a host is taken.</summary>
internal static class CertificatePolicy
{
    public const string PinPrefix = "sha256//";

    private const int PinBytes = 32;

    public static bool IsPin(string? pin)
    {
        Span<byte> bytes = stackalloc byte[PinBytes + 2];
        return pin?.StartsWith(PinPrefix, StringComparison.Ordinal) == true
            && Convert.TryFromBase64String(pin[PinPrefix.Length..], bytes, out var count) && count == PinBytes;
    }

    public static SslClientAuthenticationOptions Create(HttpTransportOptions options)
    {
        var ssl = new SslClientAuthenticationOptions();
        if (options.CertificateAuthorityFile is { } file)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            ssl.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            ssl.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        if (options.CertificatePins.Count > 0)
        {
            string[] pins = [.. options.CertificatePins];
            ssl.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 shown && pins.Contains(PinOf(shown), StringComparer.Ordinal);
        }

        return ssl;
    }

    public static string PinOf(X509Certificate2 certificate) =>
        PinPrefix + Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
}
