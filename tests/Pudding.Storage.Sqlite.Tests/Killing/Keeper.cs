using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pudding.Storage.Sqlite.Tests.Killing;

/// <summary>Starts and kills the host, always on the same file and port, and lets agents and clients through while it is there. Those are thread-safe.</summary>
internal sealed class Keeper(string folder, History history) : IDisposable
{
    private readonly int _port = FreePort();
    private readonly List<double> _starts = [];
    private volatile TaskCompletionSource<HttpClient> _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _reached = new();
    private HostProcess? _host;
    private int _left;
    private volatile bool _isCalm;

    public int Life { get; private set; }

    /// <summary>Whether trouble is over: no new work comes, and what is there is done.</summary>
    public bool IsCalm
    {
        get => _isCalm;
        set => _isCalm = value;
    }

    /// <summary>How long the host took to be ready, in seconds, in order.</summary>
    public IReadOnlyList<double> Starts => [.. _starts.Order()];

    public string Output => _host?.Output ?? "";

    private string Database => Path.Combine(folder, "farm.db");

    /// <summary>Waits until the host is up.</summary>
    public Task<HttpClient> UpAsync(CancellationToken stop) => _up.Task.WaitAsync(stop);

    /// <summary>A call was answered.</summary>
    public void Answered()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _reached.TrySetResult();
    }

    /// <summary>Completes when so many more calls were answered.</summary>
    public Task AnsweredAsync(int calls)
    {
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _left, calls);
        return _reached.Task;
    }

    /// <summary>Starts the host without waiting for it.</summary>
    public void Begin()
    {
        Life++;
        history.Note($"life {Life} begins");
        _host = HostProcess.Start(Database, _port, Life);
    }

    /// <summary>Waits until it is ready, and lets agents and clients through.</summary>
    public async Task OpenAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await Eventually.CompletesAsync($"life {Life} of the host is ready", _host!.Ready, TimeSpan.FromMinutes(1), () => Output);
        if (_host.HasEnded)
            history.Violate($"Life {Life} did not start.");
        _starts.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        _up.TrySetResult(new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}"), Timeout = TimeSpan.FromSeconds(20) });
    }

    /// <summary>Kills it, and keeps a copy of what it left.</summary>
    /// <returns>The copy.</returns>
    public string Kill()
    {
        if (_host!.HasEnded)
            history.Violate($"Life {Life} ended by itself.");
        _host.Kill();
        history.Note($"life {Life} is killed");
        Close();
        if (_host.HasFailed)
            history.Violate($"Life {Life} has logged an error: {Output}");
        Copy("");
        Copy("-wal");
        return CopyOf("");
    }

    public void Dispose()
    {
        Close();
        _host?.Dispose();
    }

    private void Copy(string suffix)
    {
        if (File.Exists(Database + suffix))
            File.Copy(Database + suffix, CopyOf(suffix), overwrite: true);
    }

    private string CopyOf(string suffix) => Path.Combine(folder, "copy.db" + suffix);

    private void Close()
    {
        if (!_up.Task.IsCompletedSuccessfully)
            return; // they wait still
        var http = _up.Task.Result;
        _up = new TaskCompletionSource<HttpClient>(TaskCreationOptions.RunContinuationsAsynchronously);
        http.CancelPendingRequests();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
