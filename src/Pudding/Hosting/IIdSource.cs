namespace Pudding.Hosting;

/// <summary>Where new ids come from. Register one of your own to make a run repeatable.</summary>
public interface IIdSource
{
    /// <summary>A new id: unique, and best a version 7 UUID, which databases store well. Thread-safe.</summary>
    Guid Next();
}
