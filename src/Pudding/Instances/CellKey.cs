namespace Pudding.Instances;

/// <summary>Names a cell: of a worker, or of an instance, in which the cells of its workers are nested.</summary>
/// <param name="Kind">Whose cell.</param>
/// <param name="Id">The worker's or the instance's id.</param>
public readonly record struct CellKey(CellKind Kind, string Id)
{
    /// <summary>The cell of a worker.</summary>
    public static CellKey Worker(string id) => new(CellKind.Worker, id);

    /// <summary>The cell of an instance.</summary>
    public static CellKey Instance(string id) => new(CellKind.Instance, id);

    /// <summary>For people: <c>worker 'w1'</c>.</summary>
    public override string ToString() => $"{(Kind == CellKind.Worker ? "worker" : "instance")} '{Id}'";
}
