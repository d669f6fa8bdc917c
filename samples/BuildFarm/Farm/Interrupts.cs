using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace BuildFarm.Farm;

/// <summary>Ctrl-C and termination. The host's usual lifetime would stop the host at the first one; this one lets the farm decide.</summary>
internal sealed class Interrupts : IHostLifetime, IDisposable
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _firstToken = new();
    private readonly List<PosixSignalRegistration> _registrations;

    public Interrupts() =>
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];

    public Task First => _first.Task;

    /// <summary>Cancelled by the first one.</summary>
    public CancellationToken FirstToken => _firstToken.Token;

    public Task Second => _second.Task;

    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _registrations.ForEach(static registration => registration.Dispose());
        _firstToken.Dispose();
    }

    // The third one is not ours any more: the system ends the process.
    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = _first.TrySetResult() || _second.TrySetResult();
        _firstToken.Cancel();
    }
}
