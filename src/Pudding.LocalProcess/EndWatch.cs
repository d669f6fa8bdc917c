using Microsoft.Extensions.Logging;

namespace Pudding.LocalProcess;

/// <summary>Looks after instances again and again while some are about to end, so that what outstays its grace is killed although nobody asks.</summary>
/// <param name="look">Looks after them; tells whether some are still about to end.</param>
/// <param name="time">Paces it.</param>
/// <param name="logger">Hears when it fails.</param>
internal sealed class EndWatch(Func<CancellationToken, ValueTask<bool>> look, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private int _running;
    private int _disposed;
    private volatile bool _again;
    private bool _failed;

    /// <summary>Begins, or sees to it that what goes on does not end too early.</summary>
    public void Begin()
    {
        _again = true;
        if (Volatile.Read(ref _disposed) == 0 && Interlocked.Exchange(ref _running, 1) == 0)
            _ = RunAsync();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            var stop = _stop.Token;
            var (goesOn, pause) = (true, Pause);
            while (goesOn || _again)
            {
                _again = false;
                await Task.Delay(pause, time, stop).ConfigureAwait(false);
                goesOn = await LookAsync(stop).ConfigureAwait(false);
                pause = !_failed ? Pause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            return; // disposed
        }

        Volatile.Write(ref _running, 0);
        if (_again)
            Begin();
    }

    private async ValueTask<bool> LookAsync(CancellationToken stop)
    {
        try
        {
            var goesOn = await look(stop).ConfigureAwait(false);
            _failed = false;
            return goesOn;
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not ObjectDisposedException)
        {
            logger.CareFailed(exception);
            _failed = true;
            return true;
        }
    }
}
