namespace Pudding.Storage.InMemory.Baton;

internal sealed class BatonRecord
{
    public string? Holder { get; set; }

    public long Epoch { get; set; }

    /// <summary>When its lease is over, as a timestamp of the store's monotonic clock.</summary>
    public long Until { get; set; }
}
