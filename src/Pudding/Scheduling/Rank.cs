using System.Runtime.InteropServices;

namespace Pudding.Scheduling;

/// <summary>A node's place among its siblings: least key first, then least tie.</summary>
/// <param name="Key">May wrap around: see <see cref="SlotTime.IsBefore"/>.</param>
/// <param name="Tie">Decides between equal keys; never wraps.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Rank(long Key, long Tie)
{
    public bool IsBefore(in Rank other) => Key != other.Key ? SlotTime.IsBefore(Key, other.Key) : Tie < other.Tie;
}
