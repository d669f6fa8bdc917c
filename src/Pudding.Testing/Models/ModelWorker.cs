using Pudding.Instances;

namespace Pudding.Testing.Models;

/// <summary>A worker as the model sees it.</summary>
internal sealed class ModelWorker(string id, int slots, string[] queues, ModelInstance? instance)
{
    public const int Count = 4;

    public string Id { get; } = id;

    public int Slots { get; } = slots;

    public IReadOnlyList<string> Queues { get; } = queues;

    public ModelInstance? Instance { get; } = instance;

    /// <summary>0 when it is not connected.</summary>
    public long Session { get; set; }

    public long Sequence { get; set; }

    public int Offered { get; set; }

    public CellPhase Phase { get; set; } = CellPhase.Ready;

    /// <summary>Sessions that it had before.</summary>
    public List<long> Former { get; } = [];

    public CellPhase EffectivePhase => Instance is { } outer && outer.Phase > Phase ? outer.Phase : Phase;
}
