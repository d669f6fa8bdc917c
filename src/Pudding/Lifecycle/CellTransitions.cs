using Pudding.Instances;
using Pudding.Storage;

namespace Pudding.Lifecycle;

/// <summary>The life of a cell as a pure function: every store applies it, so that all of them mean the same.</summary>
public static class CellTransitions
{
    /// <summary>What becomes of a change.</summary>
    /// <param name="phase">The cell's phase.</param>
    /// <param name="move">What is asked for.</param>
    /// <param name="active">Jobs claimed for it that are not over.</param>
    /// <returns>Whether it is done, or why not; and the phase after it.</returns>
    public static (CellStatus Status, CellPhase Phase) Decide(CellPhase phase, CellMove move, int active)
    {
        var (from, to) = move switch
        {
            CellMove.Cordon => (CellPhase.Ready, CellPhase.Draining),
            CellMove.Uncordon => (CellPhase.Draining, CellPhase.Ready),
            CellMove.Retire => (CellPhase.Draining, CellPhase.Retired),
            CellMove.ForceRetire => (phase, CellPhase.Retired),
            _ => throw new ArgumentOutOfRangeException(nameof(move), move, message: null),
        };
        if (phase == to)
            return (CellStatus.NoChange, phase);
        if (phase != from)
            return (CellStatus.WrongPhase, phase);
        return move == CellMove.Retire && active > 0 ? (CellStatus.Busy, phase) : (CellStatus.Done, to);
    }
}
