using System.Net;
using System.Net.Sockets;

namespace Pudding.Agent.Tests.Support;

/// <summary>The network between the host and its agents. Cut, it carries nothing and tells nobody; healed, the connections of before are gone.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _whole = new();

    public Wire()
    {
        _whole.SetResult();
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where agents find the host, whichever it is.</summary>
    public Uri Url { get; }

    /// <summary>The port of the host; 0 while there is none.</summary>
    public int Host { get; set; }

    public void Cut() => _whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Heal() => _whole.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (OperationCanceledException)
        {
            // the farm is closed
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        using var one = near;
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        try
        {
            var whole = _whole;
            await whole.Task.WaitAsync(_end.Token);
            await far.ConnectAsync(IPAddress.Loopback, Host, _end.Token);
            await await Task.WhenAny(CopyAsync(near, far, whole), CopyAsync(far, near, whole));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ArgumentOutOfRangeException)
        {
            // as on any network
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, TaskCompletionSource whole)
    {
        var buffer = new byte[16 * 1024];
        while (await from.GetStream().ReadAsync(buffer, _end.Token) is var read and > 0)
        {
            var now = _whole;
            await now.Task.WaitAsync(_end.Token);
            if (now != whole)
                return;
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }
}
