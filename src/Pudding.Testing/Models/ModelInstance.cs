using Pudding.Instances;

namespace Pudding.Testing.Models;

/// <summary>An instance as the model sees it.</summary>
internal sealed class ModelInstance(string id)
{
    public string Id { get; } = id;

    public CellPhase Phase { get; set; } = CellPhase.Ready;
}
