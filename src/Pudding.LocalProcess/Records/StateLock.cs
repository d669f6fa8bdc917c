namespace Pudding.LocalProcess.Records;

/// <summary>A turn with the state directory; over when it is disposed.</summary>
internal sealed class StateLock(FileStream file, SemaphoreSlim turn) : IDisposable
{
    public void Dispose()
    {
        file.Dispose();
        turn.Release();
    }
}
