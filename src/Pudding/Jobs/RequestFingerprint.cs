using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pudding.Jobs;

/// <summary>Tells whether two requests are the same: a SHA-256 of everything in them.</summary>
internal static class RequestFingerprint
{
    public static string Of(JobGroupRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, request.Name);
        Append(hash, request.FailFast ? 1 : 0);
        Append(hash, request.SupersedeKey);
        Append(hash, request.SupersedeRunning ? 1 : 0);
        foreach (var job in request.Jobs)
        {
            Append(hash, job.Tenant.Value);
            Append(hash, job.Queue); // as it was given: a repeat is one although the routing rules were changed
            Append(hash, job.Labels.Count);
            foreach (var (key, value) in job.Labels.OrderBy(static label => label.Key, StringComparer.Ordinal))
            {
                Append(hash, key);
                Append(hash, value);
            }

            Append(hash, job.Name);
            Append(hash, job.Payload.ContentType);
            Append(hash, job.Payload.Bytes.Span);
            Append(hash, job.Priority);
            Append(hash, job.Timeout?.Ticks ?? -1);
            Append(hash, job.MaxAttempts);
            Append(hash, job.Backoff.First.Ticks);
            Append(hash, BitConverter.DoubleToInt64Bits(job.Backoff.Factor));
            Append(hash, job.Backoff.Max.Ticks);
            Append(hash, BitConverter.DoubleToInt64Bits(job.Backoff.Jitter));
            Append(hash, job.MaxInfrastructureLosses ?? -1);
            Append(hash, job.NotBefore?.UtcTicks ?? -1);
            Append(hash, job.MaxQueueTime?.Ticks ?? -1);
            Append(hash, job.Secrets.Count);
            foreach (var secret in job.Secrets)
                Append(hash, secret);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string? text)
    {
        // No text and empty text differ.
        Append(hash, text is null ? -1 : 0);
        Append(hash, Encoding.UTF8.GetBytes(text ?? ""));
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        // With its length, so that where one field ends and the next begins is part of what is hashed.
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
