using Microsoft.Extensions.Logging;
using Pudding.LocalProcess.Processes;

namespace Pudding.LocalProcess.Records;

/// <summary>Brings records in line with the processes of this machine, and processes in line with what the records want. Under the lock of the state directory only.</summary>
internal sealed class InstanceCare(LocalProcessOptions options, TimeProvider time, Children children, ILogger logger)
{
    /// <summary>The processes as they are now.</summary>
    public static IProcessTable Look() => OperatingSystem.IsLinux() ? new LinuxProcessTable() : new PsProcessTable();

    /// <summary>Looks after one instance: finds the processes that nobody could write down any more, kills what has outstayed its grace or its keeper, and sees that it has ended.</summary>
    /// <returns>The record as it is now; <c>null</c> when there is no instance (any more).</returns>
    public InstanceRecord? Tend(InstanceDirectory directory, InstanceRecord record, IProcessTable table)
    {
        if (record.EndedAt is { } ended)
        {
            if (time.GetUtcNow() - ended <= options.KeepTerminated)
                return record;
            directory.Delete();
            return null;
        }

        if (record.Pid == 0)
        {
            if (Adopt(directory, record, table) is not { } adopted)
            {
                directory.Delete(); // its host was killed before it could start anything: a repeat of the token starts afresh
                return null;
            }

            record = adopted;
        }

        children.Reap();
        if (IsAlive(record, table))
        {
            if (time.GetUtcNow() - record.TerminatedAt >= options.StopGrace)
                Native.Kill(-record.Pid, Native.SigKill);
            return record;
        }

        return KillStrays(record, table) ? record : End(directory, record);
    }

    /// <summary>Writes down that the instance is to end, and asks its processes to.</summary>
    public InstanceRecord Terminate(InstanceDirectory directory, InstanceRecord record, IProcessTable table)
    {
        if (record.TerminatedAt is not null || record.EndedAt is not null)
            return record;
        record = record with { TerminatedAt = time.GetUtcNow() };
        directory.Write(record);
        if (IsAlive(record, table))
            Native.Kill(-record.Pid, options.StopGrace > TimeSpan.Zero ? Native.SigTerm : Native.SigKill);
        logger.Terminating(record.Id, record.Pid);
        return record;
    }

    /// <summary>The host was killed after it had started the processes and before it could write their id down: they are known by their mark.</summary>
    private InstanceRecord? Adopt(InstanceDirectory directory, InstanceRecord record, IProcessTable table)
    {
        var marked = table.WithMark(record.Mark);
        if (marked.Count == 0)
            return null;

        var first = marked.FirstOrDefault(static entry => entry.Pid == entry.Group, marked[0]);
        record = record with { Pid = first.Group, Start = first.Pid == first.Group ? first.Start : "" };
        directory.Write(record);
        logger.Adopted(record.Id, record.Pid);
        return record;
    }

    /// <summary>Whether its first process lives: never by the id alone.</summary>
    private static bool IsAlive(InstanceRecord record, IProcessTable table) => table.Find(record.Pid) is { IsZombie: false } entry && entry.Start == record.Start;

    /// <summary>Ends what is left of an instance whose keeper is gone. Its group may be signalled as long as one with its mark is in it: until then, no other can have its id.</summary>
    /// <returns>Whether there was something.</returns>
    private static bool KillStrays(InstanceRecord record, IProcessTable table)
    {
        var strays = table.WithMark(record.Mark);
        if (strays.Any(entry => entry.Group == record.Pid))
            Native.Kill(-record.Pid, Native.SigKill);
        foreach (var stray in strays)
            Native.Kill(stray.Pid, Native.SigKill);
        return strays.Count > 0;
    }

    private InstanceRecord End(InstanceDirectory directory, InstanceRecord record)
    {
        var code = directory.ReadExitCode();
        directory.Clear();
        record = record with
        {
            EndedAt = time.GetUtcNow(),
            EndReason = record.TerminatedAt is not null ? "It was terminated." : code is { } exit ? Keeper.Say(exit) : "It was killed, or its machine was restarted.",
        };
        directory.Write(record);
        logger.Ended(record.Id, record.EndReason);
        return record;
    }
}
