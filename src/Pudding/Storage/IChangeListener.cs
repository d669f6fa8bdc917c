namespace Pudding.Storage;

/// <summary>Whoever on this host acts on hints. The feed is read once for the host and handed to all.</summary>
internal interface IChangeListener
{
    /// <summary>Takes note. Must not wait, nor throw.</summary>
    void OnChange(in StoreChange change);
}
