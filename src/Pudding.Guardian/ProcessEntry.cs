namespace Pudding.Guardian;

/// <summary>One process, as the kernel lists it.</summary>
internal readonly record struct ProcessEntry(int Pid, int ParentPid, int Group, int Session, bool IsZombie);
