using Pudding.Instances;

namespace Pudding.Storage;

/// <summary>The joint of dispatch and pools: one atomic cell for each worker and each instance decides whether it may take a job and whether it may be
/// terminated. The obligations of <see cref="IJobStore"/> apply.</summary>
/// <remarks>A cell begins as ready when its worker first connects (an instance's, when its first worker does). One that is draining or retired stays so when the worker connects
/// again. A ready cell needs no memory: it goes with its worker, when that has left and has no job, and an instance's with the last of its workers. A worker takes jobs only while its own cell and that of its instance are ready; what is active in an instance is what is active on its workers.</remarks>
public interface ICellStore
{
    /// <summary>Changes a cell's phase in one step, or refuses: see <see cref="CellMove"/>. Retired is final. Writes <see cref="Events.CellChanged"/>.</summary>
    ValueTask<CellResult> ApplyAsync(CellCommand command, CancellationToken cancellationToken);

    /// <summary>A cell; <c>null</c> if unknown.</summary>
    ValueTask<CellState?> FindAsync(CellKey key, CancellationToken cancellationToken);

    /// <summary>Every cell of an instance.</summary>
    ValueTask<IReadOnlyList<CellState>> ReadInstancesAsync(CancellationToken cancellationToken);

    /// <summary>Forgets a cell that is retired, because what it stood for no longer exists; an instance's with those of its workers.</summary>
    /// <returns>Whether it was forgotten; <c>false</c> for one that is unknown or not retired.</returns>
    ValueTask<bool> ForgetAsync(CellKey key, CancellationToken cancellationToken);
}
