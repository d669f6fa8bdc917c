using System.Buffers;
using System.Text;

namespace Pudding.Workers;

/// <summary>What a handler has logged and the farm doesn't have yet. Writing never waits: what the farm is too slow to take beyond the cap is dropped,
/// and said.</summary>
internal sealed class JobLogBuffer(LeaseKey lease, WorkerEnvironment environment) : IJobLog, IDisposable
{
    private const int Capacity = 4 * 1024 * 1024;

    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastFlushPatience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private ArrayBufferWriter<byte> _pending = new();
    private ReadOnlyMemory<byte> _unsent;
    private long _offset;
    private long _dropped;

    public void Write(ReadOnlySpan<byte> utf8)
    {
        lock (_gate)
        {
            if (_pending.WrittenCount + utf8.Length > Capacity)
            {
                _dropped += utf8.Length;
                return;
            }

            MarkDropped();
            _pending.Write(utf8);
        }
    }

    public void WriteLine(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        Write(Encoding.UTF8.GetBytes(line + "\n"));
    }

    public IDisposable StartFlushing() =>
        environment.Clock.CreateTimer(state => _ = FlushAsync(CancellationToken.None), state: null, FlushInterval, FlushInterval);

    /// <summary>Sends what is left, for a while.</summary>
    public async Task CompleteAsync()
    {
        lock (_gate)
            MarkDropped();
        using var patience = new CancellationTokenSource(LastFlushPatience, environment.Clock);
        if (!await FlushAsync(patience.Token).ConfigureAwait(false))
            Log.LogNotSent(environment.Logger, lease.JobId);
    }

    public void Dispose() => _flushing.Dispose();

    /// <returns>Whether everything was sent.</returns>
    private async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _flushing.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }

        try
        {
            while (TakeUnsent())
            {
                await environment.Transport.AppendLogAsync(
                    new JobLogChunk { Lease = lease, Offset = _offset, Bytes = _unsent }, cancellationToken).ConfigureAwait(false);
                _offset += _unsent.Length;
                _unsent = default;
            }

            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Kept, and sent with the next flush: the chunk's offset makes a repeat harmless.
            Log.LogFlushFailed(environment.Logger, lease.JobId, exception);
            return false;
        }
        finally
        {
            _flushing.Release();
        }
    }

    private bool TakeUnsent()
    {
        if (!_unsent.IsEmpty)
            return true;
        lock (_gate)
        {
            if (_pending.WrittenCount == 0)
                return false;
            _unsent = _pending.WrittenMemory;
            _pending = new ArrayBufferWriter<byte>();
            return true;
        }
    }

    private void MarkDropped()
    {
        if (_dropped == 0)
            return;
        _pending.Write(Encoding.UTF8.GetBytes($"\n[{_dropped} bytes of the log were dropped here: they came faster than they could be stored]\n"));
        _dropped = 0;
    }
}
