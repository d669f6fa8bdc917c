using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Pudding.LocalProcess.Processes;

/// <summary>The processes that this process has started, so that none that has ended stays a zombie. Those of a host that is gone are the system's.</summary>
internal sealed class Children : IDisposable
{
    private readonly ConcurrentDictionary<int, bool> _pids = [];
    private readonly PosixSignalRegistration _signal;

    public Children() => _signal = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => Reap());

    public void Add(int pid)
    {
        _pids[pid] = true;
        Reap(); // it may have ended before it was known here
    }

    public void Reap()
    {
        foreach (var pid in _pids.Keys)
        {
            // Removed first: once it is reaped, its id may be that of a new child.
            if (_pids.TryRemove(pid, out _) && !Native.TryReap(pid))
                _pids[pid] = true;
        }
    }

    public void Dispose() => _signal.Dispose();
}
