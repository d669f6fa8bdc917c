using System.Runtime.InteropServices;

namespace Pudding.Scheduling.Trees;

/// <summary>The last place in a tenant's order up to which all its waiting jobs are in memory, while there are more behind.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Horizon(int Priority, long Sequence)
{
    public bool IsBefore(int priority, long sequence) => Priority != priority ? Priority > priority : Sequence < sequence;
}
