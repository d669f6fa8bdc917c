namespace Pudding.Storage.Patience;

/// <summary>An <see cref="IBatonStore"/> that answers in time, or fails.</summary>
internal sealed class PatientBatonStore(IBatonStore store, StorePatience patience) : IBatonStore
{
    public ValueTask<long?> AcquireAsync(string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IBatonStore), token => store.AcquireAsync(holder, duration, token), cancellationToken);

    public ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) =>
        patience.RunAsync(nameof(IBatonStore), token => store.ReleaseAsync(holder, token), cancellationToken);
}
