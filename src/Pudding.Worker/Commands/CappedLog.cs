using System.Buffers;
using System.Text;
using Pudding.Secrets;
using Pudding.Workers;

namespace Pudding.Worker.Commands;

/// <summary>Carries a job's output into its log, secrets masked, up to a cap (so that this doesn't cut a secret in two); reads on beyond it, so that the job never waits for a reader.</summary>
internal sealed class CappedLog(IJobLog log, long maxBytes, JobSecrets secrets)
{
    private readonly string _mark = $"\n[the output has more than {maxBytes} bytes: the rest is dropped]\n";
    private readonly SecretMasker? _masker = secrets.Names.Count > 0 ? secrets.CreateMasker() : null;
    private readonly ArrayBufferWriter<byte> _masked = new();
    private long _left = maxBytes;
    private bool _isCut;

    public async Task PumpAsync(Stream output, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        int read;
        try
        {
            while ((read = await output.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
                Mask(buffer.AsSpan(0, read));
        }
        finally
        {
            _masker?.Flush(_masked);
            WriteMasked();
        }
    }

    private void Mask(ReadOnlySpan<byte> bytes)
    {
        if (_masker is null)
        {
            Write(bytes);
            return;
        }

        _masker.Write(bytes, _masked);
        WriteMasked();
    }

    private void WriteMasked()
    {
        Write(_masked.WrittenSpan);
        _masked.ResetWrittenCount();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        var kept = bytes[..(int)Math.Min(bytes.Length, _left)];
        _left -= kept.Length;
        if (!kept.IsEmpty)
            log.Write(kept);
        if (kept.Length == bytes.Length || _isCut)
            return;

        _isCut = true;
        log.Write(Encoding.UTF8.GetBytes(_mark));
    }
}
