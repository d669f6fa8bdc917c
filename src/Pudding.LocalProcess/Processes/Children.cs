using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Pudding.LocalProcess.Processes;

/// <summary>The instances that this process has started, so that none that has ended stays a zombie. Those of a host that is gone are the system's.</summary>
internal sealed class Children : IDisposable
{
    private readonly ConcurrentDictionary<int, bool> _living = [];
    private readonly ConcurrentDictionary<int, string> _ends = [];
    private readonly PosixSignalRegistration _signal;

    /// <param name="ended">Called when one has ended.</param>
    public Children(Action ended) => _signal = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ =>
    {
        if (ReapAll())
            ended();
    });

    /// <summary>Takes care of a new one.</summary>
    /// <returns>Whether it has ended already.</returns>
    public bool Add(int pid)
    {
        _living[pid] = true;
        return TryReap(pid);
    }

    /// <summary>Takes the end of an instance, if its first process is a child of this process and has ended; and of what it has left to us, where we are the first process of a container.</summary>
    public bool TryReap(int pid)
    {
        var found = false;
        while (Native.Reap(-pid, out var status) is var child and > 0)
        {
            if (child != pid)
                continue;
            _ends[pid] = Say(status);
            _living.TryRemove(pid, out _);
            found = true;
        }

        return found;
    }

    /// <summary>How an instance ended, for people; <c>null</c> when it was no child of this process.</summary>
    public string? TakeEnd(int pid) => _ends.TryRemove(pid, out var end) ? end : null;

    public void Dispose() => _signal.Dispose();

    private bool ReapAll()
    {
        var found = false;
        foreach (var pid in _living.Keys)
            found |= TryReap(pid);
        return found;
    }

    private static string Say(int status) => (status & 0x7f) is var signal and not 0 ? $"It was ended by signal {signal}." : $"It ended with exit code {(status >> 8) & 0xff}.";
}
