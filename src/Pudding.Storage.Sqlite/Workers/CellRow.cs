using Pudding.Instances;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Workers;

/// <summary>The phase of a worker or an instance.</summary>
internal sealed record CellRow(CellKey Key, CellPhase Phase, long Epoch, string? Reason = null, string? Actor = null, DateTimeOffset? Since = null)
{
    /// <param name="row">A row.</param>
    /// <param name="key">Whose phase it is.</param>
    /// <param name="first">The column of the phase; epoch, reason, actor and time come after it.</param>
    public static CellRow Read(Rows row, CellKey key, int first) =>
        new(key, (CellPhase)row.Integer(first), row.Integer(first + 1), row.TextOrNull(first + 2), row.TextOrNull(first + 3), row.TimeOrNull(first + 4));

    public CellState ToState(int active) => new()
    {
        Key = Key,
        Phase = Phase,
        Epoch = Epoch,
        Active = active,
        Reason = Reason,
        Actor = Actor,
        Since = Since,
    };
}
