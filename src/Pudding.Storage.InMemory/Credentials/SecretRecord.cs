namespace Pudding.Storage.InMemory.Credentials;

/// <summary>A secret of a credential.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Until">When it is over, as a timestamp of the store's monotonic clock.</param>
internal sealed record SecretRecord(byte[] Hash, long Until)
{
    public bool Is(ReadOnlyMemory<byte> hash) => hash.Span.SequenceEqual(Hash);
}
