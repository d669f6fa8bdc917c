using Pudding.Storage;

namespace Pudding.Testing.Faults;

/// <summary>An <see cref="IBatonStore"/> whose calls fail as a plan wants it.</summary>
internal sealed class FaultyBatonStore(IBatonStore store, FaultPlan plan) : IBatonStore
{
    public ValueTask<long?> AcquireAsync(string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IBatonStore), nameof(AcquireAsync), () => store.AcquireAsync(holder, duration, cancellationToken), cancellationToken);

    public ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) =>
        plan.RunAsync(typeof(IBatonStore), nameof(ReleaseAsync), () => store.ReleaseAsync(holder, cancellationToken), cancellationToken);
}
