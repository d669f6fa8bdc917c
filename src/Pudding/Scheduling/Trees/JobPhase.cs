namespace Pudding.Scheduling.Trees;

internal enum JobPhase : byte
{
    Waiting,

    /// <summary>Runs by a decision of this scheduler: it has a place to go back to.</summary>
    Running,

    /// <summary>Was running when this scheduler came to know it.</summary>
    FoundRunning,
}
