using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Pudding.Secrets;

/// <summary>The byte sequences by which a value is known in a log.</summary>
internal static class SecretForms
{
    /// <summary>Shorter lines and encodings are no secret of their own, and would be found everywhere.</summary>
    private const int MinPartBytes = 4;

    private const int BitsPerByte = 8;
    private const int BitsPerDigit = 6;

    public static IEnumerable<byte[]> Of(SecretValue secret)
    {
        if (!secret.IsMaskable)
            yield break;

        var value = secret.Reveal();
        var trimmed = value.Trim();
        yield return Encoding.UTF8.GetBytes(value);
        yield return Encoding.UTF8.GetBytes(trimmed);

        // Whatever reads a log by lines, and puts something before each, leaves no more of a key than its lines.
        foreach (var line in trimmed.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (Encoding.UTF8.GetBytes(line) is { Length: >= MinPartBytes } part)
                yield return part;
        }

        yield return Encoding.UTF8.GetBytes(Uri.EscapeDataString(trimmed));
        yield return Encoding.UTF8.GetBytes(WebUtility.UrlEncode(trimmed)); // with + for a space, as in forms
        yield return Encoding.UTF8.GetBytes(JavaScriptEncoder.Default.Encode(trimmed));
        yield return Encoding.UTF8.GetBytes(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(trimmed));

        foreach (var digits in Base64(Encoding.UTF8.GetBytes(trimmed)))
            yield return digits;
    }

    /// <summary>Base64 works on groups of three bytes, so what stands before a value (<c>user:</c>, say) decides by its length which of three forms the value
    /// has. Of each form, those digits that say nothing but the value: they are the same whatever stands before and after it.</summary>
    private static IEnumerable<byte[]> Base64(byte[] value)
    {
        for (var before = 0; before < 3; before++)
        {
            byte[] padded = [.. new byte[before], .. value];
            var first = ((before * BitsPerByte) + BitsPerDigit - 1) / BitsPerDigit;
            var end = padded.Length * BitsPerByte / BitsPerDigit;
            if (end - first < MinPartBytes)
                continue;

            yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(padded)[first..end]);
            yield return Encoding.ASCII.GetBytes(Base64Url.EncodeToString(padded)[first..end]);
        }
    }
}
