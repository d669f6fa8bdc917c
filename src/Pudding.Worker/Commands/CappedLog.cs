using System.Text;
using Pudding.Workers;

namespace Pudding.Worker.Commands;

/// <summary>Carries a job's output into its log, up to a cap; reads on beyond it, so that the job never waits for a reader.</summary>
internal sealed class CappedLog(IJobLog log, long maxBytes)
{
    private readonly string _mark = $"\n[the output has more than {maxBytes} bytes: the rest is dropped]\n";
    private long _left = maxBytes;
    private bool _isCut;

    public async Task PumpAsync(Stream output, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await output.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            Write(buffer.AsSpan(0, read));
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
