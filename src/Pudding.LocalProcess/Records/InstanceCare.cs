using Microsoft.Extensions.Logging;
using Pudding.LocalProcess.Processes;

namespace Pudding.LocalProcess.Records;

/// <summary>Brings records in line with the processes of this machine, and processes in line with what the records want. Under the lock of the state directory only.</summary>
internal sealed class InstanceCare(LocalProcessOptions options, TimeProvider time, Children children, ILogger logger)
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(1);

    /// <summary>The processes as they are now.</summary>
    public static IProcessTable Look() => OperatingSystem.IsLinux() ? new LinuxProcessTable() : new PsProcessTable();

    /// <summary>Looks after one instance: finds the processes that nobody could write down any more, kills what has outstayed its grace, and sees that it has ended.</summary>
    /// <returns>The record as it is now; <c>null</c> when there is no instance (any more).</returns>
    public InstanceRecord? Tend(InstanceDirectory directory, InstanceRecord record, IProcessTable table)
    {
        if (record.EndedAt is { } ended)
            return time.GetUtcNow() - ended <= options.KeepTerminated ? record : Forget(directory);
        if (record.Pid == 0 && table.WithMark(record.Mark).Count == 0)
            return MayBeStarting(record) ? record : Forget(directory); // its host was killed before it could start anything: a repeat of the token starts afresh
        if (record.Pid == 0)
            record = Adopt(directory, record, table);

        if (IsAlive(record, table))
            KillAfterGrace(record, table);
        else if (table.WithMark(record.Mark).Count == 0)
            record = End(directory, record);
        else
            record = EndStrays(directory, record, table);
        return record;
    }

    /// <summary>Writes down that the instance is to end, and asks its processes to.</summary>
    public void Terminate(InstanceDirectory directory, InstanceRecord record, IProcessTable table)
    {
        if (record.TerminatedAt is not null || record.EndedAt is not null)
            return;
        record = record with { TerminatedAt = time.GetUtcNow() };
        directory.Write(record);
        logger.Terminating(record.Id, record.Pid);
        if (IsAlive(record, table))
            Native.Kill(-record.Pid, Native.SigTerm);
        KillAfterGrace(record, table);
    }

    /// <summary>The host was killed after it had started the processes and before it could write their id down. They are known by their mark, and their group has the id of the first of them.</summary>
    private InstanceRecord Adopt(InstanceDirectory directory, InstanceRecord record, IProcessTable table)
    {
        var pid = table.WithMark(record.Mark)[0].Group;
        record = record with { Pid = pid, Start = table.Find(pid)?.Start ?? "" };
        directory.Write(record);
        logger.Adopted(record.Id, pid);
        return record;
    }

    /// <summary>A process that becomes a program shows no environment for a moment. Hosts are not killed in that moment, but one might.</summary>
    private bool MayBeStarting(InstanceRecord record) => (time.GetUtcNow() - record.LaunchedAt).Duration() < StartPatience;

    /// <summary>Whether its first process lives: never by the id alone.</summary>
    private bool IsAlive(InstanceRecord record, IProcessTable table)
    {
        if (table.Find(record.Pid) is not { } entry || entry.Start != record.Start)
            return false;
        if (entry.IsZombie)
            children.TryReap(record.Pid);
        return !entry.IsZombie;
    }

    /// <summary>Ends what an instance has left behind whose first process is gone; its reader, too, once it has read the last word.</summary>
    private InstanceRecord EndStrays(InstanceDirectory directory, InstanceRecord record, IProcessTable table)
    {
        if (record.LostAt is null)
        {
            record = record with { LostAt = time.GetUtcNow() };
            directory.Write(record);
            SignalMarked(record, table, Native.SigTerm);
        }

        KillAfterGrace(record, table);
        return record;
    }

    private void KillAfterGrace(InstanceRecord record, IProcessTable table)
    {
        if (time.GetUtcNow() - (record.TerminatedAt ?? record.LostAt) < options.StopGrace || (record.TerminatedAt ?? record.LostAt) is null)
            return;
        if (IsAlive(record, table))
            Native.Kill(-record.Pid, Native.SigKill);
        SignalMarked(record, table, Native.SigKill);
    }

    /// <summary>Signals every process with the mark, and the group if one of them is in it: for as long, no other group can have its id.</summary>
    private static void SignalMarked(InstanceRecord record, IProcessTable table, int signal)
    {
        var marked = table.WithMark(record.Mark);
        if (marked.Any(entry => entry.Group == record.Pid))
            Native.Kill(-record.Pid, signal);
        foreach (var stray in marked.Where(entry => entry.Group != record.Pid))
            Native.Kill(stray.Pid, signal);
    }

    private InstanceRecord End(InstanceDirectory directory, InstanceRecord record)
    {
        directory.Clear();
        var end = children.TakeEnd(record.Pid);
        record = record with
        {
            EndedAt = time.GetUtcNow(),
            EndReason = record.TerminatedAt is not null ? "It was terminated." : end ?? "It ended, and its host was not there to see how.",
        };
        directory.Write(record);
        logger.Ended(record.Id, record.EndReason);
        return record;
    }

    private static InstanceRecord? Forget(InstanceDirectory directory)
    {
        directory.Delete();
        return null;
    }
}
