using System.Runtime.InteropServices;

namespace Pudding.Scheduling;

/// <summary>A job inside a <see cref="FairScheduler"/>. Valid from the call that gave it until the job is finished or removed.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct JobTicket
{
    internal JobTicket(int index, int generation)
    {
        Index = index;
        Generation = generation;
    }

    internal int Index { get; }

    internal int Generation { get; }
}
