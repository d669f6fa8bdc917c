using Pudding.Instances;

namespace Pudding.Storage;

/// <summary>What became of a change.</summary>
/// <param name="Status">What happened.</param>
/// <param name="Cell">The cell after it; none when it is unknown.</param>
public readonly record struct CellResult(CellStatus Status, CellState? Cell = null);
