namespace Pudding.LocalProcess.Processes;

/// <summary>A process, as a process table shows it.</summary>
/// <param name="Pid">Its id, which becomes another process's when it is gone.</param>
/// <param name="Group">The id of its process group.</param>
/// <param name="Session">The id of its session, where the table tells; 0 otherwise.</param>
/// <param name="Start">When it was started, in the table's own words: with the id it names the process for good.</param>
/// <param name="IsZombie">Whether it has ended and only its parent does not know yet.</param>
internal readonly record struct ProcessEntry(int Pid, int Group, int Session, string Start, bool IsZombie);
