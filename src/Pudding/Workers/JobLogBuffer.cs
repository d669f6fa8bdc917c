using System.Buffers;
using System.Text;
using Pudding.Logs;
using Pudding.Dispatch;
using Pudding.Secrets;

namespace Pudding.Workers;

/// <summary>What a handler has logged and the farm doesn't have yet; the job's secrets are masked in it. Writing never waits: what the farm is too slow to take beyond the cap is dropped,
/// and said.</summary>
internal sealed class JobLogBuffer(LeaseKey lease, JobSecrets secrets, WorkerEnvironment environment) : IJobLog
{
    private const int Capacity = 4 * 1024 * 1024;

    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastFlushPatience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _masked = new();
    private ArrayBufferWriter<byte> _pending = new();
    private SecretMasker? _masker;
    private ReadOnlyMemory<byte> _unsent;
    private Task<bool> _flush = Task.FromResult(true);
    private long _offset;
    private long _dropped;
    private volatile bool _isClosed;

    public void Write(ReadOnlySpan<byte> utf8)
    {
        if (_isClosed)
            return; // the farm takes no more of it
        lock (_gate)
        {
            if (secrets.Names.Count == 0)
            {
                Append(utf8);
                return;
            }

            _masker ??= secrets.CreateMasker();
            _masker.Write(utf8, _masked);
            AppendMasked();
        }
    }

    public void WriteLine(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        Write(Encoding.UTF8.GetBytes(line + "\n"));
    }

    public IDisposable StartFlushing() => environment.Clock.CreateTimer(state => _ = StartFlush(CancellationToken.None), state: null, FlushInterval, FlushInterval);

    /// <summary>Sends what is left, for a while.</summary>
    public async Task CompleteAsync()
    {
        lock (_gate)
        {
            _masker?.Flush(_masked);
            AppendMasked();
            MarkDropped();
        }

        using var patience = new CancellationTokenSource(LastFlushPatience, environment.Clock);
        try
        {
            // The one that runs may have begun before the last words were written.
            await StartFlush(patience.Token).WaitAsync(patience.Token).ConfigureAwait(false);
            for (var pause = TimeSpan.Zero; !await StartFlush(patience.Token).WaitAsync(patience.Token).ConfigureAwait(false);)
            {
                pause = Backoff.Next(pause, LastFlushPatience);
                await Task.Delay(pause, environment.Clock, patience.Token).ConfigureAwait(false);
            }

            return;
        }
        catch (OperationCanceledException)
        {
            // The patience is over.
        }

        Log.LogNotSent(environment.Logger, lease.JobId);
    }

    /// <returns>The flush that runs: one at a time.</returns>
    private Task<bool> StartFlush(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_flush.IsCompleted)
                _flush = FlushAsync(cancellationToken);
            return _flush;
        }
    }

    /// <returns>Whether everything was sent.</returns>
    private async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        // Not under the gate of whoever started it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (TakeUnsent())
            {
                var result = await environment.Transport.AppendLogAsync(
                    new JobLogChunk { Lease = lease, Offset = _offset, Bytes = _unsent }, cancellationToken).ConfigureAwait(false);
                _offset = result.NextOffset;
                if (result.Status == LogAppendStatus.Gap)
                    continue;
                _unsent = default;
                _isClosed = result.Status != LogAppendStatus.Appended;
            }

            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Kept, and sent with the next flush: the chunk's offset makes a repeat harmless.
            Log.LogFlushFailed(environment.Logger, lease.JobId, exception);
            return false;
        }
    }

    private bool TakeUnsent()
    {
        if (!_unsent.IsEmpty)
            return true;
        lock (_gate)
        {
            if (_pending.WrittenCount == 0 || _isClosed)
                return false;
            _unsent = _pending.WrittenMemory;
            _pending = new ArrayBufferWriter<byte>();
            return true;
        }
    }

    private void AppendMasked()
    {
        Append(_masked.WrittenSpan);
        _masked.ResetWrittenCount();
    }

    private void Append(ReadOnlySpan<byte> utf8)
    {
        MarkDropped();
        var room = Math.Max(0, Capacity - _pending.WrittenCount);
        var fits = utf8[..Math.Min(room, utf8.Length)];
        _pending.Write(fits);
        _dropped += utf8.Length - fits.Length;
    }

    private void MarkDropped()
    {
        if (_dropped == 0 || _pending.WrittenCount >= Capacity)
            return;
        _pending.Write(Encoding.UTF8.GetBytes($"\n[{_dropped} bytes of the log were dropped here: they came faster than they could be stored]\n"));
        _dropped = 0;
    }
}
